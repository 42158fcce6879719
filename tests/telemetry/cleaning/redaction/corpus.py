"""Secrets of every family in the code they stand in. Values are drawn and put together when a test runs: this file
holds nothing in the form of a secret."""

import base64
import random
import string
from collections.abc import Callable, Iterator
from typing import NamedTuple

ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"
BASE64 = ALNUM + "+/"
URL = ALNUM + "-_"
SIGNS = ALNUM + "!#%*+-_=@~^"


class Case(NamedTuple):
    family: str
    value: str
    text: str


Draw = Callable[[str, int], str]

# Contexts a token may stand in; the value goes where the braces are.
PLACES = (
    'client = Client("{}")\n',
    "export TOKEN_OF_SERVICE={}\n",
    "curl -H 'Authorization: Bearer {}' https://api.internal/v1\n",
    "  token: {}\n",
    '{{"value": "{}", "n": 1}}\n',
    "# left over from debugging: {}\n",
    "const x = `{}`;\n",
    "https://api.internal/v1?key={}&page=2\n",
)


def issued(draw: Draw) -> Iterator[tuple[str, str]]:
    """(family, token) of issuers whose tokens are recognised wherever they stand."""
    uuid = "-".join(draw(HEX, size) for size in (8, 4, 4, 4, 12))
    yield from (("github", f"gh{kind}_" + draw(ALNUM, 36)) for kind in "pousr")
    yield "github", "github" + "_pat_" + draw(ALNUM, 22) + "_" + draw(ALNUM, 59)
    kinds = ("pat", "dt", "ft", "soat", "rt", "cbt", "ptt")
    yield from (("gitlab", f"gl{kind}-" + draw(URL, 40 if kind == "ptt" else 20)) for kind in kinds)
    yield "gitlab", "GR1348" + "941" + draw(URL, 20)
    yield "bitbucket", "AT" + "BB" + draw(ALNUM, 32)
    yield "atlassian", "ATAT" + "T3" + draw(URL, 186)
    yield "sourcegraph", "sgp" + "_" + draw(HEX, 40)
    yield "sonar", "sq" + "p_" + draw(HEX, 40)
    yield "octopus", "API" + "-" + draw(UPPER, 26)
    yield from (("aws", kind + draw(string.ascii_uppercase + "234567", 16)) for kind in ("AKI" + "A", "ASI" + "A"))
    yield "google", "AI" + "za" + draw(URL, 35)
    yield "google", "ya" + "29." + draw(URL, 120)
    yield "google", "GOC" + "SPX-" + draw(URL, 28)
    yield "alibaba", "LT" + "AI" + draw(ALNUM, 20)
    yield "tencent", "AK" + "ID" + draw(ALNUM, 32)
    yield from (("digitalocean", f"do{kind}_v1_" + draw(HEX, 64)) for kind in "opr")
    yield "heroku", "HR" + "KU-AA" + draw(URL, 58)
    yield "databricks", "da" + "pi" + draw(HEX, 32)
    yield "netlify", "nf" + "p_" + draw(ALNUM, 40)
    yield "fly", "fo1" + "_" + draw(URL, 43)
    yield "supabase", "sb" + "p_" + draw(HEX, 40)
    yield from (("planetscale", f"pscale_{kind}_" + draw(URL, 43)) for kind in ("tkn", "pw", "oauth"))
    yield "aiven", "AVN" + "S_" + draw(URL, 19)
    yield "tailscale", "tsk" + "ey-auth-" + draw(ALNUM, 12) + "-" + draw(ALNUM, 32)
    yield "openshift", "sha" + "256~" + draw(URL, 43)
    yield "pulumi", "pu" + "l-" + draw(HEX, 40)
    yield "doppler", "dp" + ".pt." + draw(ALNUM, 43)
    yield "vault", "hv" + "s." + draw(URL, 95)
    yield "terraform", draw(ALNUM, 14) + ".atlas" + "v1." + draw(URL, 67)
    yield "azure", draw(ALNUM, 3) + "8Q" + "~" + draw(ALNUM, 34)
    yield "1password", "ops" + "_eyJ" + draw(ALNUM, 300)
    yield "age", "AGE-SECRET" + "-KEY-1" + draw("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)
    yield "openai", "sk" + "-" + draw(ALNUM, 20) + "T3Blbk" + "FJ" + draw(ALNUM, 20)
    yield "openai", "sk" + "-proj-" + draw(URL, 74) + "T3Blbk" + "FJ" + draw(URL, 74)
    yield "anthropic", "sk" + "-ant-api03-" + draw(URL, 93) + "AA"
    yield "openrouter", "sk" + "-or-v1-" + draw(HEX, 64)
    yield "deepseek", "sk" + "-" + draw(HEX, 32)
    yield "huggingface", "hf" + "_" + draw(string.ascii_letters, 34)
    yield "replicate", "r8" + "_" + draw(ALNUM, 37)
    yield "groq", "gs" + "k_" + draw(ALNUM, 52)
    yield "xai", "xa" + "i-" + draw(ALNUM, 80)
    yield "perplexity", "pp" + "lx-" + draw(ALNUM, 48)
    yield "nvidia", "nv" + "api-" + draw(URL, 64)
    yield "pinecone", "pc" + "sk_" + draw(ALNUM, 6) + "_" + draw(ALNUM, 63)
    yield "langsmith", "lsv2" + "_pt_" + draw(HEX, 32) + "_" + draw(HEX, 10)
    yield "slack", "xox" + f"b-{draw('123456789', 12)}-{draw('123456789', 12)}-{draw(ALNUM, 24)}"
    yield "slack", "xox" + f"p-{draw('123456789', 12)}-{draw('123456789', 12)}-{draw('123456789', 12)}-{draw(HEX, 32)}"
    yield "slack", "xap" + f"p-1-A{draw(UPPER, 10)}-{draw('123456789', 13)}-{draw(HEX, 64)}"
    yield "slack", "https://hooks.slack" + f".com/services/T{draw(UPPER, 8)}/B{draw(UPPER, 10)}/{draw(ALNUM, 24)}"
    yield "discord", "M" + draw(ALNUM, 23) + "." + draw(ALNUM, 6) + "." + draw(URL, 27)
    yield "telegram", draw("123456789", 10) + ":A" + "A" + draw(URL, 33)
    yield "teams", f"https://acme.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{draw(HEX, 32)}/{uuid}"
    yield from (("stripe", f"{kind}_live_" + draw(ALNUM, 24)) for kind in ("sk", "rk"))
    yield "stripe", "sk" + "_live_51" + draw(ALNUM, 97)
    yield "stripe", "wh" + "sec_" + draw(ALNUM, 32)
    yield "square", "sq0" + "csp-" + draw(URL, 43)
    yield "square", "sq0" + "atp-" + draw(URL, 22)
    yield from (("shopify", f"shp{kind}_" + draw(HEX, 32)) for kind in ("at", "ca", "pa", "ss"))
    yield "shippo", "ship" + "po_live_" + draw(HEX, 40)
    yield "plaid", "acc" + "ess-production-" + uuid
    yield "razorpay", "rz" + "p_live_" + draw(ALNUM, 14)
    yield "sendgrid", "S" + "G." + draw(URL, 22) + "." + draw(URL, 43)
    yield "mailgun", "ke" + "y-" + draw(HEX, 32)
    yield "mailchimp", draw(HEX, 32) + "-us" + "14"
    yield "brevo", "xkeys" + "ib-" + draw(HEX, 64) + "-" + draw(ALNUM, 16)
    yield "resend", "re" + "_" + draw(ALNUM, 8) + "_" + draw(ALNUM, 24)
    yield "hubspot", "pa" + "t-na1-" + uuid
    yield from (("twilio", kind + draw(HEX, 32)) for kind in ("S" + "K", "A" + "C"))
    yield "npm", "np" + "m_" + draw(ALNUM, 36)
    yield "pypi", "pyp" + "i-AgEIcHlwaS5vcmc" + draw(URL, 120)
    yield "rubygems", "ruby" + "gems_" + draw(HEX, 48)
    yield "cargo", "ci" + "o" + draw(ALNUM, 32)
    yield "nuget", "oy" + "2" + draw(LOWER, 43)
    yield "clojars", "CLO" + "JARS_" + draw(HEX, 60)
    yield "artifactory", "AK" + "Cp" + draw(ALNUM, 69)
    yield "docker", "dc" + "kr_pat_" + draw(URL, 27)
    yield "grafana", "gl" + "sa_" + draw(ALNUM, 32) + "_" + draw(HEX, 8)
    yield "grafana", "gl" + "c_" + draw(ALNUM, 80)
    yield "sentry", "snt" + "ryu_" + draw(HEX, 64)
    yield "newrelic", "NR" + "AK-" + draw(UPPER, 27)
    yield "dynatrace", "dt0" + "c01." + draw(UPPER, 24) + "." + draw(UPPER, 64)
    yield "posthog", "ph" + "x_" + draw(ALNUM, 43)
    yield "linear", "li" + "n_api_" + draw(ALNUM, 40)
    yield "notion", "nt" + "n_" + draw("123456789", 11) + draw(ALNUM, 35)
    yield "figma", "fi" + "gd_" + draw(URL, 40)
    yield "postman", "PM" + "AK-" + draw(HEX, 24) + "-" + draw(HEX, 34)
    yield "airtable", "pat" + draw(ALNUM, 14) + "." + draw(HEX, 64)
    yield "contentful", "CF" + "PAT-" + draw(URL, 43)
    yield "maxmind", draw(ALNUM, 6) + "_" + draw(ALNUM, 29) + "_m" + "mk"
    yield "facebook", "EA" + "AC" + draw(ALNUM, 120)
    yield "mapbox", "sk" + ".ey" + "J" + draw(ALNUM, 60) + "." + draw(URL, 22)
    yield "jwt", "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "J" + draw(ALNUM, 60) + "." + draw(URL, 43)


def placed(draw: Draw) -> Iterator[tuple[str, str, str]]:
    """(family, value, text before and after with braces) of secrets told by where they stand."""

    def password() -> str:
        return draw(ALNUM, 1) + draw(SIGNS, 13) + "7a"

    def key(size: int) -> str:
        return draw(ALNUM, size - 2) + "4k"

    names = ("password", "db_password", "DB_PASSWORD", "smtpPassword", "passwd", "ROOT_PWD", "user_passphrase")
    yield from (("password", password(), f'{name} = "{{}}"\n') for name in names)
    yield from (("password", password(), text) for text in (
        "password: '{}'\n", '"password": "{}",\n', "db.password={}\n", "  POSTGRES_PASSWORD: {}\n",
        "<password>{}</password>\n", "define('DB_PASSWORD', '{}');\n", 'String password = "{}";\n',
        'const password: string = "{}";\n', "$config['password'] = '{}';\n", 'conn.setPassword("{}");\n',
        'PASSWORD := "{}"\n', ':password => "{}",\n', '<add key="DbPassword" value="{}" />\n',
        'connect(user="svc", password="{}")\n', 'if password == "{}":\n', "ENV ADMIN_PASSWORD={}\n",
    ))  # fmt: skip
    telling = (
        "api_key", "apiKey", "API_KEY", "secret_key", "SECRET_KEY", "client_secret", "access_token", "auth_token",
        "encryption_key", "signing_secret", "private_key", "JWT_SECRET", "webhook_secret", "refresh_token",
    )  # fmt: skip
    yield from (("named", key(32), f'{name} = "{{}}"\n') for name in telling)
    yield from (
        ("named", draw(HEX, 38) + "a7", f'{name}: "{{}}"\n') for name in ("api_key", "app_secret", "DD_API_KEY")
    )
    yield from (("named", key(24), text) for text in (
        "API_TOKEN={}\n", "export SERVICE_SECRET={}\n", "api-key: {}\n", "apikey={}\n", '{{"clientSecret":"{}"}}\n',
        '\\"access_token\\":\\"{}\\"\n', "docker run -e AUTH_TOKEN={} image\n", "AWS_SECRET={} aws s3 ls\n",
    ))  # fmt: skip
    yield from (("aws_secret", draw(BASE64, 39) + "7", text) for text in (
        'aws_secret_access_key = "{}"\n', "AWS_SECRET_ACCESS_KEY={}\n", "aws_session_token = {}\n",
        'secretAccessKey: "{}",\n', '"SecretAccessKey": "{}",\n',
    ))  # fmt: skip
    yield from (("url", password().replace("@", "x").replace("#", "y"), text) for text in (
        "postgres://app:{}@db.internal:5432/x\n", 'url = "mysql://root:{}@10.0.0.3/db"\n', "redis://:{}@cache:6379/0\n",
        "mongodb+srv://svc:{}@cluster0.mongodb.net/?w=1\n", "amqp://svc:{}@mq/\n", "https://ci:{}@git.corp.io/x.git\n",
    ))  # fmt: skip
    yield "url", key(24), "git clone https://{}@git.corp.io/team/x.git\n"
    connections = (
        "Server=db;Database=x;User Id=sa;Password={};Encrypt=true\"\n",
        "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={}\"\n",
        "DefaultEndpointsProtocol=https;AccountName=x;AccountKey={};EndpointSuffix=core.windows.net\"\n",
    )  # fmt: skip
    yield "connection", key(16), f'"{connections[0]}'
    yield "connection", draw(BASE64, 43) + "=", f'"{connections[1]}'
    yield "connection", draw(BASE64, 86) + "==", f'"{connections[2]}'
    yield (
        "sas",
        draw(ALNUM, 41) + "9%3D",
        "https://x.blob.core.windows.net/c/f?sv=2022-11-02&se=2030-01-01&sr=b&sig={}\n",
    )
    yield "presigned", draw(HEX, 63) + "7", "https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature={}\n"
    yield "presigned", draw(ALNUM, 98) + "77", "https://b.s3.amazonaws.com/k?X-Amz-Security-Token={}&X-Amz-Expires=9\n"
    pair = base64.b64encode(f"svc:{draw(ALNUM, 12)}7".encode()).decode()
    yield "basic", pair, "Authorization: Basic {}\n"
    yield "docker", pair, '{{"auths": {{"registry.corp.io": {{"auth": "{}"}}}}}}\n'
    yield "header", key(40), "headers = {{'X-Api-Key': '{}'}}\n"
    yield "header", key(40), "curl -H 'X-Auth-Token: {}' https://x.internal\n"
    yield "header", key(40), 'req.Header.Set("Authorization", "token {}")\n'.replace("token", "Bearer")
    yield "cookie", draw(LOWER, 31) + "7", "Cookie: sessionid={}; theme=dark\n"
    yield "cookie", draw(HEX, 31) + "7", "curl -b 'PHPSESSID={}' https://x.internal\n"
    yield "netrc", key(12), "machine git.corp.io login svc password {}\n"
    yield "pgpass", key(12), "db.corp.io:5432:app:svc:{}\n"
    yield "htpasswd", "$ap" + "r1$" + draw(ALNUM, 8) + "$" + draw(ALNUM, 22), "ada:{}\n"
    yield "htpasswd", "$2" + "y$10$" + draw(ALNUM, 53), "ada:{}\n"
    yield "shadow", "$6" + "$" + draw(ALNUM, 8) + "$" + draw(ALNUM, 86), "ada:{}:18000:0:99999:7:::\n"
    yield "django", "pbkdf2_" + "sha256$260000$" + draw(ALNUM, 22) + "$" + draw(BASE64, 43) + "=", "'{}'\n"
    pem = base64.b64encode(f"-----BEGIN EC PRIVATE{' '}KEY-----\n{draw(BASE64, 160)}\n".encode()).decode()
    yield "kubeconfig", pem, "users:\n- user:\n    client-key-data: {}\n"
    yield "kubeconfig", key(40), "    token: {}\n"
    yield from (("command", key(14), text) for text in (
        "mysql -u root -p{} db\n", "sshpass -p {} ssh x@host\n", "docker login -u svc -p {} registry.corp.io\n",
        "curl -u svc:{} https://x.internal\n", "tool --password {}\n", "tool --password={} run\n",
        'run(["tool", "--api-key", "{}"])\n', "redis-cli -a {} ping\n", "PGPASSWORD={} psql -h db\n",
    ))  # fmt: skip
    yield "jwk", draw(URL, 43), '{{"kty": "EC", "crv": "P-256", "d": "{}"}}\n'
    yield "wireguard", draw(BASE64, 43) + "=", "[Interface]\nPrivateKey = {}\n"
    yield "random", draw(ALNUM, 44), 'FERNET = "{}"\n'
    for kind in ("RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", "DSA ", ""):
        lines = "\n".join(draw(BASE64, 64) for _ in range(6))
        block = f"-----BEGIN {kind}PRIVATE{' '}KEY-----\n{lines}\n-----END {kind}PRIVATE{' '}KEY-----"
        yield "pem", block, 'PEM = """{}"""\n'
        yield "pem", block.replace("\n", "\\n"), '"private_key": "{}\\n",\n'
    body = "\n".join(draw(BASE64, 64) for _ in range(6))
    gap = " "
    yield "pgp", f"-----BEGIN PGP PRIVATE{gap}KEY BLOCK-----\n\n{body}\n-----END PGP PRIVATE{gap}KEY BLOCK-----", "{}\n"
    yield "putty", f"PuTTY-User{'-'}Key-File-3: ssh-rsa\nComment: x\n{body}\nPrivate-MAC: {draw(HEX, 64)}", "{}\n"
    words = " ".join(draw(string.ascii_lowercase, 5) for _ in range(12))
    yield "mnemonic", words, 'MNEMONIC = "{}"\n'


def cases(seed: int) -> list[Case]:
    rng = random.Random(seed)

    def draw(alphabet: str, size: int) -> str:
        return "".join(rng.choices(alphabet, k=size))

    told = [Case(family, value, rng.choice(PLACES).format(value)) for family, value in issued(draw)]
    return told + [Case(family, value, text.format(value)) for family, value, text in placed(draw)]

"""The names that tell what is run for what: programs, their subcommands, scripts and targets."""

from typing import Final

TEST, BUILD, LINT, TYPECHECK, RUN = "test", "build", "lint", "typecheck", "run"
DEPLOY, COMMIT, TERMINAL = "deploy", "commit", "terminal"
STRENGTH: Final = (TEST, BUILD, TYPECHECK, LINT, RUN, DEPLOY, COMMIT, TERMINAL)

# Programs that are of one kind whatever they are given.
PROGRAMS: Final = {
    name: kind
    for kind, names in {
        TEST: "pytest py.test pytest-3 unittest nose2 jest vitest mocha ava jasmine karma cypress rspec phpunit pest "
        "ctest bats behave cucumber testem gotestsum nextest tap tape node-tap robot green stestr trial ginkgo",
        BUILD: "make gmake nmake ninja gcc g++ cc c++ clang clang++ javac kotlinc scalac rustc webpack rollup esbuild "
        "tsup msbuild xcodebuild meson scons ghc swiftc compileall py_compile build",
        LINT: "ruff flake8 pylint eslint stylelint oxlint golangci-lint staticcheck clippy shellcheck hadolint "
        "yamllint markdownlint rubocop standardrb phpcs ktlint detekt checkstyle pycodestyle pydocstyle bandit "
        "lint-imports clang-tidy tflint pre-commit actionlint jshint xo vet",
        TYPECHECK: "mypy dmypy pyright basedpyright pyre pytype pyrefly vue-tsc svelte-check flow phpstan psalm sorbet",
        DEPLOY: "helm ansible-playbook serverless sls cdk pulumi flyctl eb",
    }.items()
    for name in names.split()
}  # fmt: skip

# Program and the argument that decides, first match first.
SUBCOMMANDS: Final[dict[str, dict[str, str]]] = {
    "go": {"test": TEST, "build": BUILD, "install": BUILD, "vet": LINT, "run": RUN},
    "cargo": {"test": TEST, "t": TEST, "nextest": TEST, "build": BUILD, "b": BUILD, "check": TYPECHECK,
              "c": TYPECHECK, "clippy": LINT, "fmt": TERMINAL, "run": RUN, "r": RUN, "bench": RUN, "publish": DEPLOY},
    "dotnet": {"test": TEST, "build": BUILD, "publish": BUILD, "run": RUN},
    "mix": {"test": TEST, "compile": BUILD, "credo": LINT, "dialyzer": TYPECHECK, "run": RUN},
    "swift": {"test": TEST, "build": BUILD, "run": RUN},
    "zig": {"test": TEST, "build": BUILD, "run": RUN},
    "flutter": {"test": TEST, "build": BUILD, "analyze": LINT, "run": RUN},
    "dart": {"test": TEST, "compile": BUILD, "analyze": LINT, "run": RUN},
    "deno": {"test": TEST, "check": TYPECHECK, "lint": LINT, "run": RUN, "compile": BUILD},
    "bazel": {"test": TEST, "build": BUILD, "run": RUN},
    "stack": {"test": TEST, "build": BUILD, "run": RUN},
    "cabal": {"test": TEST, "build": BUILD, "run": RUN},
    "playwright": {"test": TEST},
    "hatch": {"test": TEST, "build": BUILD},
    "bun": {"test": TEST, "build": BUILD},
    "ng": {"test": TEST, "build": BUILD, "lint": LINT},
    "next": {"build": BUILD, "lint": LINT},
    "vite": {"build": BUILD},
    "react-scripts": {"test": TEST, "build": BUILD},
    "rails": {"test": TEST, "spec": TEST},
    "artisan": {"test": TEST},
    "docker": {"build": BUILD, "buildx": BUILD, "push": DEPLOY},
    "podman": {"build": BUILD, "push": DEPLOY},
    "uv": {"build": BUILD, "publish": DEPLOY},
    "poetry": {"build": BUILD, "publish": DEPLOY},
    "biome": {"check": LINT, "lint": LINT, "ci": LINT},
    "kubectl": {"apply": DEPLOY, "rollout": DEPLOY},
    "terraform": {"apply": DEPLOY, "validate": LINT},
    "tofu": {"apply": DEPLOY, "validate": LINT},
    "gcloud": {"deploy": DEPLOY},
    "fly": {"deploy": DEPLOY},
    "vercel": {"deploy": DEPLOY, "--prod": DEPLOY},
    "netlify": {"deploy": DEPLOY},
    "firebase": {"deploy": DEPLOY},
    "wrangler": {"deploy": DEPLOY, "publish": DEPLOY},
    "git": {"commit": COMMIT},
    "jj": {"commit": COMMIT},
    "hg": {"commit": COMMIT},
    "coverage": {"run": RUN},
}  # fmt: skip

TASK_RUNNERS: Final = frozenset({"just", "task", "rake", "invoke", "inv", "doit", "mage", "ant", "tox", "nox"})
PACKAGE_MANAGERS: Final = frozenset({"npm", "yarn", "pnpm", "bun", "composer"})
INTERPRETERS: Final = frozenset({"node", "ts-node", "tsx", "ruby", "php", "perl", "java", "deno", "rscript", "lua"})
# Modules run for something else than the code at hand.
TOOL_MODULES: Final = frozenset(
    {"pip", "venv", "ensurepip", "http.server", "json.tool", "timeit", "this", "site", "virtualenv", "zipfile"}
)
NAMED: Final = {
    **dict.fromkeys(("test", "tests", "spec", "specs", "e2e", "unit", "integration", "coverage", "jest"), TEST),
    **dict.fromkeys(("vitest", "pytest", "unittest", "unittests", "mocha", "cypress", "playwright", "verify"), TEST),
    **dict.fromkeys(("lint", "eslint", "ruff", "flake8", "clippy", "stylelint", "linters"), LINT),
    **dict.fromkeys(("typecheck", "typechecks", "types", "tsc", "mypy", "pyright"), TYPECHECK),
    **dict.fromkeys(("build", "compile", "bundle", "dist", "assemble", "package", "classes"), BUILD),
    **dict.fromkeys(("deploy", "publish", "release"), DEPLOY),
    **dict.fromkeys(("start", "dev", "serve", "run"), RUN),
}
WHERE: Final = frozenset({"--prefix", "--cwd", "-C", "--dir", "--filter", "-F", "-w", "--workspace"})
# Words in the goals of Maven and the tasks of Gradle.
JVM: Final = {
    **dict.fromkeys(("test", "check", "verify"), TEST),
    **dict.fromkeys(("compile", "package", "install", "build", "assemble", "jar", "classes"), BUILD),
    **dict.fromkeys(("run", "exec"), RUN),
    "lint": LINT,
    "deploy": DEPLOY,
    "publish": DEPLOY,
}

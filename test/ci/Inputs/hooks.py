# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Installs a hook with pre-commit in a copy of a project and tries to commit
# each patch:
#
#   hooks.py local CONFIG PROJECT PATCHES SCRATCH     CONFIG as it stands
#   hooks.py offered HOOKS PROJECT PATCHES SCRATCH    HOOKS in a repository that
#                                                     the project's config names

import os
import shutil
import subprocess
import sys

CONFIG = """
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: membrane-diff
        args: [-p, build, --public, inventory.h]
      - id: membrane-scan
        args: [-p, build, --public, inventory.h, --fail-on, error]
"""


class Repository:
    def __init__(self, folder, home):
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
            "HOME": home,
            "PRE_COMMIT_HOME": os.path.join(home, "pre-commit"),
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def run(self, *command):
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def must(self, *command):
        done = self.run(*command)
        if done.returncode:
            sys.exit(f"hooks.py: {command}:\n{done.stdout}")
        return done.stdout.strip()

    def start(self):
        self.must("git", "init", "-q")
        self.must("git", "config", "user.name", "a")
        self.must("git", "config", "user.email", "a")
        self.commit("base")

    def commit(self, message):
        self.must("git", "add", "-A")
        return self.run("git", "commit", "-q", "-m", message)

    def attempt(self, name):
        done = self.commit(name)
        if done.returncode == 0:
            print(f"{name}: committed")
            return
        print(f"{name}: refused\n{done.stdout}")
        self.must("git", "reset", "-q", "--hard")


def offer(hooks, scratch):
    """The text of a config that takes HOOKS from a repository."""
    folder = os.path.join(scratch, "offer")
    os.mkdir(folder)
    shutil.copy(hooks, os.path.join(folder, ".pre-commit-hooks.yaml"))
    repository = Repository(folder, scratch)
    repository.start()
    revision = repository.must("git", "rev-parse", "HEAD")
    return CONFIG.format(repository=folder, revision=revision)


def main():
    how, file, project, patches, scratch = sys.argv[1:]
    scratch = os.path.abspath(scratch)
    folder = os.path.join(scratch, "project")
    shutil.copytree(project, folder)
    with open(file) as text:
        config = text.read()
    if how == "offered":
        config = offer(file, scratch)
    with open(os.path.join(folder, ".pre-commit-config.yaml"), "w") as text:
        text.write(config)
    with open(os.path.join(folder, ".gitignore"), "w") as text:
        text.write("/build/\n")
    repository = Repository(folder, scratch)
    repository.start()
    repository.must("cmake", "-G", "Ninja", "-B", "build")
    repository.must("pre-commit", "install")
    for name in ["refactors", None, "allocates", "forgets", "shows"]:
        if name is None:
            with open(os.path.join(folder, "NOTES"), "w") as text:
                text.write("no C here\n")
            repository.attempt("notes only")
            continue
        repository.must("git", "apply", f"{patches}/{name}.patch")
        repository.attempt(f"{name}.patch")
        if name == "refactors":
            repository.must("git", "revert", "-n", "HEAD")
            repository.must("git", "commit", "-q", "-m", "back")


main()

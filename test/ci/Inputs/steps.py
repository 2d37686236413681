# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs the job of examples/ci as GitHub or GitLab would, on a repository whose
# last commit is a change:
#
#   steps.py github|gitlab ROOT SCRATCH [PATCH] [--install] [--chroot DIRECTORY]
#
# The repository is a copy of examples/inventory; PATCH is the change. The lines
# of "run:" and "script:" are run as they stand, with the shell that the service
# takes. Without --install the steps that install packages are left out. With
# --chroot the lines run in that root, where SCRATCH is. Exits with 1 if the job
# is red.

import argparse
import os
import re
import shutil
import subprocess
import sys

import yaml

# What the service brings, and what must be true of its use.
ACTIONS = {
    "actions/checkout": lambda values, _: values.get("fetch-depth") == 0,
    "github/codeql-action/upload-sarif": lambda values, folder: os.path.exists(
        os.path.join(folder, values["sarif_file"])
    ),
}
SHELLS = {
    None: ["sh", "-e", "-c"],
    "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"],
}


def git(folder, *words):
    name = ["-c", "user.name=a", "-c", "user.email=a", "-c", "commit.gpgsign=false"]
    answer = subprocess.run(
        ["git", "-C", folder, *name, *words], check=True, stdout=subprocess.PIPE
    )
    return answer.stdout.decode().strip()


def make_repository(asked):
    """The project with the service's files, a base and a change."""
    shutil.rmtree(asked.scratch, ignore_errors=True)
    folder = os.path.join(asked.scratch, "project")
    shutil.copytree(os.path.join(asked.root, "examples", "inventory"), folder)
    places = {
        "github-workflow.yml": ".github/workflows/membrane.yml",
        "github-action.yml": ".github/actions/membrane/action.yml",
        "gitlab-ci.yml": ".gitlab-ci.yml",
    }
    for name, place in places.items():
        target = os.path.join(folder, place)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(os.path.join(asked.root, "examples", "ci", name), target)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "base")
    base = git(folder, "rev-parse", "HEAD")
    if asked.patch:
        git(folder, "apply", os.path.abspath(asked.patch))
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "change")
    return folder, base


def load(path):
    with open(path) as text:
        return yaml.safe_load(text)


class Job:
    """A run of steps: the first that fails makes it red."""

    def __init__(self, folder, base, scratch, install=False, chroot=""):
        self.folder, self.install, self.chroot = folder, install, chroot
        self.red = False
        self.summary = os.path.join(scratch, "summary.md")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
            "HOME": self.inside(scratch),
            "GITHUB_STEP_SUMMARY": self.inside(self.summary),
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        }
        self.context = {
            "github.event.pull_request.base.sha": base,
            "vars.MEMBRANE_DEB": os.environ.get("MEMBRANE_DEB", ""),
        }

    def inside(self, path):
        return path.removeprefix(self.chroot)

    def shell(self, lines, environment, shell=None):
        sys.stdout.flush()
        enter = ["env", "-C", self.inside(self.folder)]
        if self.chroot:
            enter = ["chroot", self.chroot, *enter]
        done = subprocess.run(
            enter + SHELLS[shell] + [lines],
            env={**self.environment, **environment},
            stderr=subprocess.STDOUT,
        )
        self.red |= done.returncode != 0

    # -- GitHub ---------------------------------------------------------------

    def expand(self, text, context):
        def value(match):
            return context[match.group(1)]

        return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", value, str(text))

    def runs(self, step, context):
        condition = step.get("if")
        if condition == "always()":
            return True
        if condition is None:
            return not self.red
        name = re.fullmatch(r"([\w.-]+) != ''", condition).group(1)
        return not self.red and context[name] != ""

    def step(self, step, context):
        name = step.get("name") or step["uses"]
        if not self.runs(step, context):
            return
        if name.startswith("Install") and not self.install:
            return
        print(f"== {name}")
        values = {
            key: value if isinstance(value, int) else self.expand(value, context)
            for key, value in step.get("with", {}).items()
        }
        if "run" in step:
            environment = {
                key: self.expand(value, context)
                for key, value in step.get("env", {}).items()
            }
            self.shell(step["run"], environment, step.get("shell"))
        elif step["uses"].startswith("./"):
            self.composite(step["uses"], values)
        else:
            self.red |= not ACTIONS[step["uses"].split("@")[0]](values, self.folder)

    def composite(self, place, given):
        action = load(os.path.join(self.folder, place, "action.yml"))
        context = dict(self.context)
        for name, row in action["inputs"].items():
            default = self.expand(row.get("default", ""), self.context)
            context["inputs." + name] = given.pop(name, default)
            if row.get("required") and not context["inputs." + name]:
                sys.exit(f"steps.py: the action wants '{name}'")
        if given:
            sys.exit(f"steps.py: the action knows no {list(given)}")
        for step in action["runs"]["steps"]:
            self.step(step, context)

    def github(self):
        workflow = load(os.path.join(self.folder, ".github/workflows/membrane.yml"))
        for step in workflow["jobs"]["membrane"]["steps"]:
            self.step(step, self.context)
        if os.path.exists(self.summary):
            with open(self.summary) as text:
                print("== the summary\n" + text.read())

    # -- GitLab ---------------------------------------------------------------

    def gitlab(self):
        job = load(os.path.join(self.folder, ".gitlab-ci.yml"))["membrane"]
        variables = {key: str(value) for key, value in job["variables"].items()}
        before = job["before_script"] if self.install else []
        self.shell("\n".join(before + job["script"]), variables, "bash")
        artifacts = job["artifacts"]
        for name in [*artifacts["paths"], *artifacts["reports"].values()]:
            present = os.path.exists(os.path.join(self.folder, name))
            print(f"== artifact {name}", "" if present else "is missing")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("service", choices=["github", "gitlab"])
    parser.add_argument("root")
    parser.add_argument("scratch", type=os.path.abspath)
    parser.add_argument("patch", nargs="?")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--chroot", default="")
    asked = parser.parse_args()
    folder, base = make_repository(asked)
    job = Job(folder, base, asked.scratch, asked.install, asked.chroot)
    getattr(job, asked.service)()
    print("== the job is", "red" if job.red else "green")
    return 1 if job.red else 0


if __name__ == "__main__":
    sys.exit(main())

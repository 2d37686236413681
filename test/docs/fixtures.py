# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The projects that commands.py runs the documentation's commands in. Each is a
# function of the source tree and an empty folder; it gives the folder to begin
# in.

import os
import shutil
import subprocess

MESON = """\
project('inventory', 'c', default_options: ['c_std=gnu11'])
static_library('inventory', 'src/files.c', 'src/list.c', 'src/price.c',
  'src/shelf.c', 'src/supplier.c', include_directories: 'include')
"""
MAKE = """\
CPPFLAGS = -Iinclude -D_DEFAULT_SOURCE
objects = $(patsubst %.c,%.o,$(wildcard src/*.c))
libinventory.a: $(objects)
\t$(AR) rc $@ $^
"""
CMAKE = """\
cmake_minimum_required(VERSION 3.25)
project(inventory LANGUAGES C)
add_library(inventory STATIC src/files.c src/list.c src/price.c src/shelf.c
                             src/supplier.c)
target_include_directories(inventory PUBLIC include)
target_compile_definitions(inventory PRIVATE _DEFAULT_SOURCE)
"""


def run(folder, *command):
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def write(folder, name, text):
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)


def commit(folder):
    write(folder, ".gitignore", "/build/\n")
    run(folder, "git", "init", "-q")
    run(folder, "git", "add", "-A")
    name = ["-c", "user.name=a", "-c", "user.email=a"]
    run(folder, "git", *name, "commit", "-q", "-m", "start")
    run(folder, "git", "update-ref", "refs/remotes/origin/main", "HEAD")


def configure(folder):
    flag = "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"
    run(folder, "cmake", "-B", "build", flag)


def inventory(root, scratch):
    """examples/inventory as it stands, configured."""
    folder = os.path.join(scratch, "inventory")
    shutil.copytree(os.path.join(root, "examples", "inventory"), folder)
    commit(folder)
    configure(folder)
    return folder


def words(root, scratch):
    """examples/words as it stands, configured."""
    folder = os.path.join(scratch, "words")
    shutil.copytree(os.path.join(root, "examples", "words"), folder)
    commit(folder)
    configure(folder)
    return folder


def library(root, scratch):
    """The same as most libraries lie: include/ and src/; three builds."""
    folder = os.path.join(scratch, "library")
    source = os.path.join(root, "examples", "inventory")
    shutil.copytree(source, os.path.join(folder, "src"))
    os.mkdir(os.path.join(folder, "include"))
    os.rename(f"{folder}/src/inventory.h", f"{folder}/include/inventory.h")
    os.remove(f"{folder}/src/CMakeLists.txt")
    write(folder, "CMakeLists.txt", CMAKE)
    write(folder, "meson.build", MESON)
    write(folder, "Makefile", MAKE)
    commit(folder)
    configure(folder)
    return folder


USER = """\
#include <inventory.h>
unsigned count(const char *sku) {
  inventory *stock = inventory_open();
  unsigned left = stock ? inventory_quantity(stock, sku) : 0;
  inventory_close(stock);
  return left;
}
"""
USER_CMAKE = """\
cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES C)
add_library(user STATIC user.c)
target_include_directories(user PRIVATE ../library/include)
"""
VENDOR = "- {name: vendor_order}\n"


def user(root, scratch):
    """A folder with the library and a program that uses it."""
    library(root, scratch)
    folder = os.path.join(scratch, "user")
    os.mkdir(folder)
    write(folder, "user.c", USER)
    write(folder, "CMakeLists.txt", USER_CMAKE)
    configure(folder)
    return scratch


def vendor(root, scratch):
    """The library, with a model of what it calls and does not have."""
    folder = library(root, scratch)
    write(folder, "third-party.yaml", VENDOR)
    return folder


def worse(root, scratch):
    """The library with a function that has begun to allocate."""
    folder = library(root, scratch)
    patch = os.path.join(root, "test", "ci", "Inputs", "allocates.patch")
    run(folder, "git", "apply", "--directory=src", patch)
    return folder


def zlib(root, scratch):
    """A folder with zlib as git has it; None where there is no corpus."""
    corpus = os.environ.get("MEMBRANE_CORPUS")
    source = os.path.join(corpus or "", "zlib", "src")
    if not corpus or not os.path.isdir(source):
        return None
    folder = os.path.join(scratch, "zlib")
    made = shutil.ignore_patterns("*.o", "*.a", "*.pc", "configure.log")
    shutil.copytree(source, folder, ignore=made)
    commit(folder)
    return scratch


# What stands for zlib where there is none: the commands run, on other names.
STANDS_FOR_ZLIB = {
    "zlib.h,zconf.h": "'include/*.h'",
    "cd zlib": "cd library",
    "libz.a": "libinventory.a",
    " gzopen": " inventory_open",
}


def without_zlib(root, scratch):
    folder = library(root, scratch)
    write(folder, "configure", "#!/bin/sh\n")
    os.chmod(os.path.join(folder, "configure"), 0o755)
    return scratch


def make_package(root, folder):
    """What find_package(membrane) finds, as far as the pages use it; that of an
    installation is tested by scripts/test-install."""
    os.makedirs(folder)
    module = os.path.join(root, "scripts", "cmake", "MembraneCheck.cmake")
    text = f"set(membrane_analyzer_FOUND TRUE)\ninclude({module})\n"
    write(folder, "membraneConfig.cmake", text)


FIXTURES = {
    each.__name__: each for each in (inventory, words, library, worse, user, vendor)
}

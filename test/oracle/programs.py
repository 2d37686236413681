# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs that the oracle runs: the only list of them.

Paths of a library of the corpus are relative to its folder DIR/NAME, those of
an example to the root of membrane. In the arguments of a run, {program} is the
file that was built, {library} the folder, {here} the folder of the programs
here and {scratch} a folder to write to.
"""
import dataclasses
import pathlib
import typing

HERE = pathlib.Path(__file__).resolve().parent / "programs"
ROOT = HERE.parent.parent.parent


@dataclasses.dataclass
class Run:
    arguments: list = dataclasses.field(default_factory=list)
    input: typing.Optional[str] = None  # a file
    folder: str = "{scratch}"
    status: tuple = (0,)
    each: typing.Optional[str] = None  # a glob: one run for every {each}


@dataclasses.dataclass
class Program:
    name: str
    sources: list  # globs
    flags: list = dataclasses.field(default_factory=list)
    runs: list = dataclasses.field(default_factory=lambda: [Run()])


@dataclasses.dataclass
class Library:
    name: str
    folder: pathlib.Path
    programs: list
    sources: list = dataclasses.field(default_factory=list)  # else a database
    flags: list = dataclasses.field(default_factory=list)  # for the sources
    link: list = dataclasses.field(default_factory=list)
    public: list = dataclasses.field(default_factory=list)  # else PUBLIC


def examples():
    """What needs nothing but this repository and scripts/setup."""
    inventory = ["-Iexamples/inventory", "-D_DEFAULT_SOURCE"]
    runtime = ["-Iruntime/include", "-D_DEFAULT_SOURCE"]
    here = "test/oracle/programs"
    return [
        Library("inventory", ROOT, sources=["examples/inventory/*.c"],
                flags=inventory, public=["examples/inventory/inventory.h"],
                programs=[Program("stock", [f"{here}/stock.c"], inventory)]),
        # Without what is there for programs that have no libc.
        Library("client", ROOT, flags=runtime,
                sources=["runtime/[a-n]*.c", "runtime/object.c",
                         "runtime/os.c", "runtime/[p-z]*.c"],
                link=["-lpthread"], public=["runtime/include/membrane/*.h"],
                programs=[Program("client", ["examples/client/client.c"],
                                  runtime)]),
        Library("stb", ROOT, sources=[f"{here}/stb.c"], link=["-lm"],
                public=["/usr/include/stb/*.h"],
                programs=[Program("pictures", [f"{here}/pictures.c"])]),
    ]


def corpus(folder):
    """The libraries of a corpus that programs are known for."""
    made = [zlib(), cjson(), jansson(), libyaml(), lua()]
    for library in made:
        library.folder = folder / library.name
    return [library for library in made
            if (library.folder / "compile_commands.json").is_file()]


def zlib():
    text = "{library}/src/zlib.h"
    return Library("zlib", None, programs=[
        Program("example", ["src/test/example.c"], ["-Isrc"]),
        Program("minigzip", ["src/test/minigzip.c"], ["-Isrc"], [
            Run(input=text), Run(["-c", "-9", text]), Run(["-f", "-1", "-c", text]),
            Run(["-h", "-c", text])]),
        Program("infcover", ["src/test/infcover.c"], ["-Isrc"]),
    ])


def cjson():
    unity = ["-Isrc/tests/unity/src", "-Isrc", "-DENABLE_LOCALES"]
    names = """parse_examples parse_number parse_hex4 parse_string parse_array
        parse_object parse_value print_string print_number print_array
        print_object print_value misc_tests parse_with_opts compare_tests
        cjson_add readme_examples minify_tests json_patch_tests old_utils_tests
        misc_utils_tests"""
    tests = [Program(name, [f"src/tests/{name}.c",
                            "src/tests/unity/src/unity.c"], unity,
                     [Run(folder="{library}/src/tests")])
             for name in names.split()]
    return Library("cjson", None, link=["-lm"],
                   programs=[Program("test", ["src/test.c"]), *tests])


def jansson():
    names = """array chaos copy dump dump_callback equal fixed_size load
        load_callback loadb memory_funcs number object pack simple sprintf
        unpack version"""
    flags = ["-Ibuild/include", "-Ibuild/private_include", "-DHAVE_CONFIG_H"]
    tests = [Program(name, [f"src/test/suites/api/test_{name}.c"], flags)
             for name in names.split()]
    suites = ["valid", "invalid", "invalid-unicode", "encoding-flags"]
    process = Program("json_process", ["src/test/bin/json_process.c"], flags,
                      [Run(["{each}"], status=(0, 1, 2),
                           each=f"src/test/suites/{suite}/*/")
                       for suite in suites])
    return Library("jansson", None, programs=[*tests, process])


def libyaml():
    flags = ["-Isrc/include", "-Ibuild/include", "-DHAVE_CONFIG_H",
             "-DYAML_DECLARE_STATIC"]
    sample = "{here}/sample.yaml"
    reading = ["run-scanner", "run-parser", "run-loader", "run-emitter",
               "run-dumper"]
    filters = ["example-reformatter", "example-reformatter-alt",
               "example-deconstructor", "example-deconstructor-alt"]
    return Library("libyaml", None, programs=[
        *(Program(name, [f"src/tests/{name}.c"], flags)
          for name in ["test-version", "test-reader"]),
        *(Program(name, [f"src/tests/{name}.c"], flags, [Run([sample])])
          for name in reading),
        *(Program(name, [f"src/tests/{name}.c"], flags, [Run(input=sample)])
          for name in filters),
    ])


def lua():
    flags = ["-std=gnu99", "-DLUA_COMPAT_5_3", "-DLUA_USE_LINUX", "-Ibuild"]
    scripts = ["values", "strings", "files", "coroutines"]
    return Library("lua", None, link=["-lm", "-ldl"], programs=[
        Program("lua", ["src/src/lua.c"], flags,
                [Run([f"{{here}}/{name}.lua"]) for name in scripts]
                + [Run(["-"], input="{here}/values.lua")]),
        Program("luac", ["src/src/luac.c"], flags,
                [Run(["-l", "-l", "-o", "{scratch}/out.luac",
                      f"{{here}}/{name}.lua"]) for name in scripts]),
    ])

# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The contenders of bench/runtime/run, and how a program for each is made."""
import dataclasses
import os
import pathlib
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
RUNTIME = HERE.parent.parent / "runtime"
# A malloc that the compiler knows may vanish together with its free. Where a
# loop lies in its cache line is luck, and worth a fifth of the smallest rows.
# So is where code lies in its page, see PLACES.
FLAGS = ["-O2", "-g", "-Wall", "-pthread", "-fno-builtin-malloc",
         "-fno-builtin-free", "-falign-functions=64", "-falign-loops=64"]
STANDARDS = {"c": "-std=gnu11", "c++": "-std=c++17"}
ARCHIVE, SHARED = "libmembrane-runtime.a", "libmembrane-runtime.so"

# Bytes before the code of a program: each is linked once for each of these, and
# repetitions take one after the other. (Mytkowicz and others, "Producing Wrong
# Data Without Doing Anything Obviously Wrong!", ASPLOS 2009.)
PLACES = [0, 640, 1280, 1920, 2560, 3200, 3840]

# Over glibc's malloc: alone in a process it would give the top of its heap
# back after every region and take it again. This is the best it can do.
KEEP = {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=1073741824:"
                          "glibc.malloc.trim_threshold=4294967296"}


@dataclasses.dataclass(frozen=True)
class Contender:
    """How the program of a contender is built and started."""
    header: str
    flags: tuple = ()
    libraries: tuple = ()
    language: str = "c"
    environment: dict = dataclasses.field(default_factory=dict)
    package: str = ""
    # Macros with which the header alone is a shared library that is called.
    library: tuple = ()
    # Rows in which it needs far more regions than others to become steady.
    grows_in: tuple = ()


def preloaded(library):
    """Takes the place of malloc though no function of it is named."""
    return ("-Wl,--no-as-needed", library)


CONTENDERS = {
    "bump": Contender("bump.h"),
    "bump-call": Contender("bump.h", ("-DCALLED",)),
    "bump-shared": Contender("bump.h", ("-DSHARED", "-fno-plt"),
                             library=("-DLIBRARY",)),
    "membrane": Contender("membrane.h", libraries=(ARCHIVE,)),
    "membrane-region": Contender("membrane-region.h", libraries=(ARCHIVE,)),
    "membrane-shared": Contender("membrane-region.h", ("-DMBR_NO_INLINE", "-fno-plt"),
                                 (SHARED,)),
    "obstack": Contender("obstack.h", environment=KEEP),
    "obstack-64k": Contender("obstack.h", ("-DCHUNK=65400",),
                             environment=KEEP),
    "pmr-mono": Contender("pmr-mono.h", language="c++", environment=KEEP,
                          package="g++"),
    "pmr-mono-buf": Contender("pmr-mono.h", ("-DBUFFER=1024",),
                              language="c++", environment=KEEP, package="g++"),
    "apr": Contender("apr.h", ("-I/usr/include/apr-1.0",), ("-lapr-1",),
                     environment=KEEP, package="libapr1-dev"),
    "talloc-pool": Contender("talloc-pool.h", (), ("-ltalloc",),
                             environment=KEEP, package="libtalloc-dev"),
    "protobuf": Contender("protobuf.h", (), ("-lprotobuf",), "c++", KEEP,
                          "libprotobuf-dev"),
    "mimalloc": Contender("malloc.h",
                          ("-DHEADER=<mimalloc.h>", "-DTAKE=mi_malloc",
                           "-DGIVE=mi_free"), ("-lmimalloc",),
                          package="libmimalloc-dev"),
    "jemalloc": Contender("malloc.h", (), preloaded("-ljemalloc"),
                          package="libjemalloc-dev",
                          grows_in=("medium", "large", "tree", "dom")),
    "tcmalloc": Contender("malloc.h", (), preloaded("-ltcmalloc_minimal"),
                          package="libgoogle-perftools-dev"),
    "glibc": Contender("malloc.h", environment=KEEP),
    "mmap-region": Contender("mmap-region.h"),
}


def fail(message):
    """Ends the benchmark: it could not measure."""
    print(f"bench: error: {message}", file=sys.stderr)
    sys.exit(2)


def note(message):
    print(f"bench: {message}", file=sys.stderr, flush=True)


def compiler(language):
    given = os.environ.get("CXX" if language == "c++" else "CC")
    return shlex.split(given or ("c++" if language == "c++" else "cc"))


def compile_or_why(command):
    """None, or the compiler's first complaint."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return None
    lines = done.stderr.splitlines() or [f"exit {done.returncode}"]
    return next((line for line in lines if "error" in line.lower()
                 or "cannot find" in line), lines[0])


def must_compile(command):
    why = compile_or_why(command)
    if why:
        fail(f"cannot build the benchmark: {why}")


def build_runtime(out):
    """Both libraries of the runtime, as a release build makes them."""
    objects = []
    for source in sorted(RUNTIME.glob("*.c")):
        # Sources for programs without libc.
        if source.stem.endswith("_raw"):
            continue
        objects.append(str(out / f"{source.stem}.o"))
        must_compile([*compiler("c"), "-std=c11", "-O3", "-DNDEBUG", "-fPIC",
                      "-fvisibility=hidden", "-D_DEFAULT_SOURCE", "-pthread",
                      f"-I{RUNTIME / 'include'}", "-c", str(source),
                      "-o", objects[-1]])
    (out / ARCHIVE).unlink(missing_ok=True)
    must_compile(["ar", "rcs", str(out / ARCHIVE), *objects])
    must_compile([*compiler("c"), "-shared", "-pthread",
                  "-Wl,-z,nodelete,-Bsymbolic-functions",
                  *objects, "-o", str(out / SHARED)])
    return out


def find_runtime(build):
    """The folder of a CMake build that has the libraries."""
    for folder in (build, build / "runtime"):
        if (folder / ARCHIVE).is_file() and (folder / SHARED).is_file():
            return folder.resolve()
    fail(f"'{build}' has no {ARCHIVE} and {SHARED}; build them with: "
         f"cmake --build '{build}'")


def build_library(contender, library):
    """Why the header of a contender alone is no shared library, or None."""
    return compile_or_why([
        *compiler("c"), "-std=gnu11", *FLAGS, "-fPIC", "-shared",
        "-fvisibility=hidden", "-ftls-model=initial-exec", "-include",
        str(HERE / "contender.h"), *contender.library,
        f'-DCONTENDER="contenders/{contender.header}"', "-x", "c",
        "/dev/null", "-o", str(library)])


def compile_program(source, contender, compiled):
    """None, or why it could not be compiled."""
    return compile_or_why([
        *compiler(contender.language), STANDARDS[contender.language], *FLAGS,
        "-x", contender.language, f"-I{HERE}", f"-I{RUNTIME / 'include'}",
        f'-DCONTENDER="contenders/{contender.header}"', *contender.flags,
        "-c", str(HERE / source), "-o", str(compiled)])


def link_program(objects, contender, runtime, program):
    """None, or why it could not be linked."""
    libraries = [str(runtime / library) if library in (ARCHIVE, SHARED)
                 else library for library in contender.libraries]
    if contender.library:
        libraries.insert(0, str(objects[-1].with_suffix(".so")))
    return compile_or_why([
        *compiler(contender.language), "-pthread", *map(str, objects),
        *libraries, f"-Wl,-rpath,{runtime}", "-o", str(program)])


def build_programs(source, contender, runtime, fillers, program):
    """The program once behind each filler; or why there is none."""
    compiled = program.with_suffix(".o")
    why = (contender.library and
           build_library(contender, program.with_suffix(".so"))
           or compile_program(source, contender, compiled))
    programs = []
    for filler in fillers:
        programs.append(program.with_name(f"{program.name}-{filler.stem}"))
        why = why or link_program([filler, compiled], contender, runtime,
                                  programs[-1])
    return programs, why


def build_fillers(out):
    fillers = [out / f"filler{place}.o" for place in PLACES]
    for place, filler in zip(PLACES, fillers):
        must_compile([*compiler("c"), f"-DBYTES={place}", "-c",
                      str(HERE / "filler.c"), "-o", str(filler)])
    return fillers


def build(names, build_folder, out):
    """Programs by name, one for each place, of those contenders that can be
    built and work."""
    runtime = find_runtime(build_folder) if build_folder else build_runtime(out)
    fillers = build_fillers(out)
    built = {}
    for name in names:
        contender = CONTENDERS[name]
        programs, why = build_programs("workloads.c", contender, runtime,
                                       fillers, out / name)
        if why and not contender.package:
            fail(f"cannot build the contender '{name}': {why}")
        if why:
            note(f"without {name}: it needs {contender.package} ({why})")
            continue
        if subprocess.run([programs[0], "check"]).returncode:
            fail(f"the contender '{name}' does not work: objects overlap or "
                 "are not aligned")
        built[name] = programs
    if "membrane" in built:
        built["alone"], why = build_programs(
            "alone.c", CONTENDERS["membrane-region"], runtime, fillers[:1],
            out / "alone")
        if why:
            fail(f"cannot build 'alone.c': {why}")
    return built

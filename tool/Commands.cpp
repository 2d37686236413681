// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only list of commands, and the option table out of Options.td.

#include "tool/Commands.h"
#include "llvm/Option/Option.h"

namespace membrane {

namespace {

#define OPTTABLE_STR_TABLE_CODE
#include "tool/Options.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "tool/Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

// The generated rows name the visibilities without a scope.
using llvm::opt::DefaultVis;
using llvm::opt::HelpHidden;
enum CommandVisibility : unsigned {
  ScanVis = 1 << 1,
  ExplainVis = 1 << 2,
  ModelsVis = 1 << 3,
  SummarizeVis = 1 << 4,
  LinkVis = 1 << 5,
  DiffVis = 1 << 6,
  FixVis = 1 << 7,
  AnnotateVis = 1 << 8,
};

constexpr llvm::opt::OptTable::Info OptionRows[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "tool/Options.inc"
#undef OPTION
};

constexpr CommandRow Commands[] = {
    {"scan", Verb::Scan, ScanVis,
     "membrane scan [options] [file...] [-- compiler-flag...]",
     "say for every function what it does with memory",
     "Reads the compile commands of a project, or only those of the files. "
     "With '--' no database is read: the files are compiled with the flags "
     "behind it. Exits with 0 if there is no finding at the level of "
     "--fail-on, with 1 if there is one, with 2 if it could not run.",
     "  membrane scan -p build --public 'include/**/*.h'\n"
     "  membrane scan --format=json -o membrane.json --format=text\n"
     "  git diff main | membrane scan -p build --diff=-\n"
     "  membrane scan node.c -- -Iinclude -DNDEBUG\n"},
    {"explain", Verb::Explain, ExplainVis,
     "membrane explain [options] function [file...] [-- compiler-flag...]",
     "show why a function has its class, step by step",
     "The function is named as in the source, qualified or mangled. Prints "
     "its class, the reasons, and the way of the memory with source lines.",
     "  membrane explain -p build cJSON_Parse\n"
     "  membrane explain node_new node.c -- -Iinclude\n"},
    {"models", Verb::Models, ModelsVis,
     "membrane models [--check] [file...]\n"
     "       membrane models --missing|--export [options] [file...] "
     "[-- flag...]",
     "list, check, find or make models of functions without a body",
     "Prints the models that are built in and those of the files, in the "
     "format that --models reads. With --missing or --export the files are "
     "those of a program, as for scan, or unit files of summarize.",
     "  membrane models | grep getline\n"
     "  membrane models --check mylib.yaml\n"
     "  membrane models --missing --skeleton -p build -o todo.yaml\n"
     "  membrane models --export -p build --public 'include/*.h' -o lib.yaml\n"
     "  membrane scan -p ../user/build --models lib.yaml\n"},
    {"summarize", Verb::Summarize, SummarizeVis,
     "membrane summarize [options] -o output [file...] [-- compiler-flag...]",
     "write the facts of each unit to a file, for link",
     "The first half of a scan. One unit goes to the file of -o; if there are "
     "several, -o names a directory, where each gets a file of its own.",
     "  membrane summarize node.c -o node.facts -- -Iinclude\n"
     "  membrane summarize -p build -o facts/\n"},
    {"link", Verb::Link, LinkVis, "membrane link [options] unit.facts...",
     "join unit files and report as scan does",
     "The second half of a scan. Exits as scan does.",
     "  membrane link --public 'include/*.h' facts/*.facts\n"},
    {"diff", Verb::Diff, DiffVis,
     "membrane diff [options] old.json new.json\n"
     "       membrane diff --git revision [options] [file...] [-- flag...]",
     "say what got worse or better between two scans",
     "Compares the public functions and types of two records that 'membrane "
     "scan --format=json' wrote, or scans a revision and the working tree with "
     "--git. Moved and renamed private code is no change. "
     "Exits with 0 if nothing got worse, with 1 if something did, with 2 if "
     "it could not run.",
     "  membrane diff base.json head.json\n"
     "  membrane diff --git origin/main -p build --public 'include/*.h'\n"
     "  membrane diff --format=markdown -o comment.md base.json head.json\n"},
    {"fix", Verb::Fix, FixVis,
     "membrane fix [options] [file...] [-- compiler-flag...]",
     "mend findings by edits that were verified",
     "Scans, plans edits for the findings that it can mend, and scans again "
     "with the edits in memory: only those are offered that compile without a "
     "new warning, take their finding away and make nothing worse. Prints a "
     "diff; --in-place applies it. What is not mended is listed with the "
     "reason. Exits with 0, or with 2 if it could not run.",
     "  membrane fix -p build --public 'include/*.h' > fixes.diff\n"
     "  membrane fix -p build --checks=contained-heap --in-place\n"
     "  membrane fix -i node.c -- -Iinclude\n"},
    {"annotate", Verb::Annotate, AnnotateVis,
     "membrane annotate [options] [file...] [-- compiler-flag...]",
     "write the contracts of public functions that hold today",
     "Prints a diff that adds the words of <membrane/contract.h> to the public "
     "headers, in the project's own macros if it has some; --in-place applies "
     "it. What is promised already stays as it is.",
     "  membrane annotate -p build --public 'include/*.h' | patch -p1\n"
     "  membrane annotate -p build --public 'include/*.h' --format=text\n"},
    {"help", Verb::Help, 0, "membrane help [command]",
     "show the help of a command", "", ""},
};

} // namespace

llvm::ArrayRef<CommandRow> allCommands() { return Commands; }

const CommandRow *findCommand(llvm::StringRef Name) {
  for (const CommandRow &Row : Commands)
    if (Row.Name == Name)
      return &Row;
  return nullptr;
}

llvm::Error complainAboutCommand(llvm::StringRef Name) {
  const CommandRow *Nearest = nullptr;
  unsigned Least = 3;
  for (const CommandRow &Row : Commands)
    if (unsigned Distance = Name.edit_distance(Row.Name); Distance < Least) {
      Least = Distance;
      Nearest = &Row;
    }
  std::string Text = "unknown command '" + Name.str() + "'";
  Text += Nearest ? "; did you mean '" + Nearest->Name.str() + "'?"
                  : "; 'membrane --help' lists the commands";
  return llvm::createStringError(Text);
}

OptionTable::OptionTable()
    : GenericOptTable(OptionStrTable, OptionPrefixesTable, OptionRows) {}

} // namespace membrane

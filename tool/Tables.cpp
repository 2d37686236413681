// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program that the build runs to write what is made of the tables:
//
//   membrane-tables DIRECTORY VERSION DATE
//
// It writes man/membrane.1, man/membrane-COMMAND.1, completion/membrane.bash,
// _membrane and membrane.fish, and reference/options.md and checks.md.

#include "tool/Tables.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/WithColor.h"

using namespace membrane;

/// Writes a file, or says why it could not.
static bool write(const std::string &Path,
                  llvm::function_ref<void(llvm::raw_ostream &)> Print) {
  std::error_code Failure;
  llvm::raw_fd_ostream Out(Path, Failure);
  if (!Failure) {
    Print(Out);
    Out.close();
    Failure = Out.error();
  }
  if (Failure) {
    llvm::WithColor::error(llvm::errs(), "membrane-tables")
        << "cannot write '" << Path << "': " << Failure.message() << '\n';
    Out.clear_error();
  }
  return !Failure;
}

static bool writeManuals(const std::string &Directory, const ManualFoot &Foot) {
  bool Done = write(Directory + "/membrane.1",
                    [&](llvm::raw_ostream &Out) { printManual(Foot, Out); });
  for (const CommandRow &Command : allCommands())
    if (Command.Visibility)
      Done &= write(
          Directory + "/membrane-" + Command.Name.str() + ".1",
          [&](llvm::raw_ostream &Out) { printManual(Command, Foot, Out); });
  return Done;
}

int main(int Count, char **Values) {
  if (Count != 4) {
    llvm::errs() << "usage: membrane-tables DIRECTORY VERSION DATE\n";
    return 2;
  }
  std::string Manuals = std::string(Values[1]) + "/man";
  std::string Completion = std::string(Values[1]) + "/completion";
  std::string Reference = std::string(Values[1]) + "/reference";
  for (const std::string &Each : {Manuals, Completion, Reference})
    llvm::sys::fs::create_directories(Each);
  bool Done = writeManuals(Manuals, {Values[2], Values[3]});
  Done &= write(Completion + "/membrane.bash", printBashCompletion);
  Done &= write(Completion + "/_membrane", printZshCompletion);
  Done &= write(Completion + "/membrane.fish", printFishCompletion);
  Done &= write(Reference + "/options.md", printOptionReference);
  Done &= write(Reference + "/checks.md", printCheckReference);
  return Done ? 0 : 2;
}

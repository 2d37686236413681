// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which files are public headers, which records the outside can write, and
// which functions it can call by name.
//
// A record is open if a public header completes it: clients may fill its
// members with pointers that the program does not show; so is a copy of its
// text in a source file. If the user says which headers are public and all
// units are there, clients can call what those declare, else all that is not
// static.

#include "analysis/link/Merge.h"
#include "analysis/summary/Globs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace membrane;

namespace {

bool isHeader(llvm::StringRef Path) {
  llvm::StringRef Ending = llvm::sys::path::extension(Path);
  return Ending.empty() || Ending.starts_with(".h") || Ending == ".inc" ||
         Ending == ".ipp" || Ending == ".tcc";
}

/// The globs of the public headers. One that no file matches, include/*.h where
/// they are in include/lib, means the folders below too.
PathGlobs publicGlobs(const Program &Linked, const LinkOptions &Options) {
  std::vector<std::string> Globs;
  for (llvm::StringRef Glob : Options.PublicGlobs) {
    std::string Absolute = absoluteGlob(Glob, Options.Root);
    PathGlobs Alone({Absolute});
    bool Matches = llvm::any_of(Linked.Files, [&](const std::string &Path) {
      return Alone.match(Path);
    });
    Globs.push_back(Matches ? Absolute : globWithBelow(Absolute));
  }
  return PathGlobs(Globs);
}

} // namespace

/// By the definition: clients may use another name of it.
static void markCallable(Program &Linked, const LinkOptions &Options) {
  bool OnlyDeclared = Options.onlyDeclared();
  Linked.Callable.resize(Linked.Symbols.size());
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Named = Linked.Symbols[I];
    SymbolId Meant = Linked.resolve(SymbolId(I));
    if (Named.Form != Symbol::Kind::Function || !Meant)
      continue;
    const Function *Code = Linked.body(Meant);
    bool InHeader =
        Code && Code->Where.File && Linked.PublicFile[Code->Where.File.Index];
    if (InHeader || Linked.isPublic(SymbolId(I)) ||
        (Named.Link != Linkage::Internal && !OnlyDeclared))
      Linked.Callable[Meant.Index] = true;
  }
}

/// Clients that know another name of a variable know the variable.
static void joinNames(Program &Linked) {
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Named = Linked.Symbols[I];
    SymbolId Meant = Linked.resolve(SymbolId(I));
    if (Named.Form == Symbol::Kind::Variable && Meant && Meant.Index != I)
      llvm::append_range(Linked.Symbols[Meant.Index].DeclaredIn,
                         Named.DeclaredIn);
  }
}

static bool sameShape(const Record &A, const Record &B) {
  auto SameMember = [](const Field &One, const Field &Other) {
    return One.Name == Other.Name && One.Offset == Other.Offset;
  };
  return A.Union == B.Union && A.Size == B.Size &&
         std::equal(A.Fields.begin(), A.Fields.end(), B.Fields.begin(),
                    B.Fields.end(), SameMember);
}

/// The text of public headers may also stand in a source file (a library in one
/// file, that units with the header use): what it completes is the same record.
static void joinCopies(Program &Linked) {
  llvm::StringMap<const Record *> Seen;
  auto InPublic = [&](const Record &Described) {
    return Described.Complete && Described.Where.File &&
           Linked.PublicFile[Described.Where.File.Index];
  };
  for (const Record &Described : Linked.Records)
    if (InPublic(Described))
      Seen.try_emplace(Described.Name, &Described);
  for (Record &Described : Linked.Records) {
    auto Known = Seen.find(Described.Name);
    if (Described.Complete && Known != Seen.end() && !InPublic(Described) &&
        sameShape(Described, *Known->second))
      Described.Where = Known->second->Where;
  }
}

void membrane::markPublic(Program &Linked, const LinkOptions &Options) {
  PathGlobs Chosen = publicGlobs(Linked, Options);
  auto IsPublic = [&](llvm::StringRef Path) {
    return Options.PublicGlobs.empty() ? isHeader(Path) : Chosen.match(Path);
  };
  for (const std::string &Path : Linked.Files)
    Linked.PublicFile.push_back(IsPublic(Path));
  joinCopies(Linked);
  for (const Record &Described : Linked.Records)
    Linked.OpenRecord.push_back(Described.Complete && Described.Where.File &&
                                Linked.PublicFile[Described.Where.File.Index]);
  joinNames(Linked);
  markCallable(Linked, Options);
}

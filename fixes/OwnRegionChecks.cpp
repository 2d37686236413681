// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a unit shows that a region for each object would not be right for.

#include "fixes/OwnRegion.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

bool OwnRegion::isOfInterface(const SurfaceFunction &As) const {
  return As.Linkage != "internal" && (HasPublic ? As.Public : true) &&
         !llvm::is_contained(Type.Release, As.Name);
}

/// Whether a function releases what hangs under an argument that is the object
/// or hangs under one, and that is not all of it.
bool OwnRegion::isAbout(Function Each, const Release &One) const {
  if (One.Argument.Index < 0 ||
      unsigned(One.Argument.Index) >= Each->getNumParams())
    return false;
  QualType Held = Each->getParamDecl(unsigned(One.Argument.Index))->getType();
  const SurfaceFunction *As = Flow.recordOf(Each);
  bool All = llvm::any_of(As->Releases, [&](const Release &Other) {
    return Other.Argument == One.Argument && Other.Path.empty();
  });
  return (isObject(Held) ? !All : isHanging(Held)) &&
         !Held->getPointeeType().isConstQualified();
}

/// A function of the interface that releases what hangs under an object, and
/// not the object: regions would grow. What it resizes grows by itself, if it
/// does nothing else to it.
std::optional<Obstacle> OwnRegion::checkSingly() {
  for (Function Each : Defined) {
    const SurfaceFunction *As = Flow.recordOf(Each);
    if (!As || !isOfInterface(*As))
      continue;
    bool Resizes = false;
    for (const Release &One : As->Releases) {
      if (!isAbout(Each, One))
        continue;
      if (!One.Resized)
        return Text.obstacle(Each->getLocation(),
                             "'" + As->Name + "' releases memory under '" +
                                 Type.Name +
                                 "' before the object ends, and in a region "
                                 "it would pile up");
      Resizes = true;
    }
    if (Resizes)
      if (auto Cannot = checkGrowth(Each))
        return Cannot;
  }
  return std::nullopt;
}

/// One record says of a path that it is resized, which is the first call that
/// does something to it: others may release it for good.
std::optional<Obstacle> OwnRegion::checkGrowth(Function Public) {
  std::vector<unsigned> From;
  for (const PointerFlow::MemoryCall &Each : Grown)
    From.push_back(Each.From);
  llvm::BitVector Resized = Flow.reaching(From);
  std::vector<Function> Work{Public};
  llvm::SmallPtrSet<Function, 8> Met{Public};
  auto Refuse = [&](const CallExpr &Call) {
    return Text.obstacle(Call.getExprLoc(),
                         "'" + Public->getName() +
                             "' may release here what it resizes, and in a "
                             "region it would pile up");
  };
  while (!Work.empty()) {
    const BodyView &Body = bodyOf(Work.back());
    Work.pop_back();
    for (const CallExpr *Call : Body.calls()) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (Function Inner = Callee ? Callee->getDefinition() : nullptr) {
        if (Met.insert(Inner).second)
          Work.push_back(Inner);
      } else if (const SurfaceFunction *As = Flow.recordOf(Callee)) {
        if (llvm::any_of(As->Releases, [&](const Release &One) {
              return !One.Resized && isAbout(Callee, One);
            }))
          return Refuse(*Call);
      }
      auto Free = llvm::find_if(
          Gone, [&](const auto &Each) { return Each.At == Call; });
      if (Free == Gone.end())
        continue;
      llvm::BitVector Both = Flow.reaching({Free->Where});
      Both &= Resized;
      if (reachesNested(Both))
        return Refuse(*Call);
    }
  }
  return std::nullopt;
}

/// Adds the macros of a file that name one of these in what they stand for.
static void addMacros(const SourceText &Text, FileID File,
                      std::set<std::string> &Names) {
  enum { Code, Hash, Name, Body } At = Code;
  std::string Macro;
  Text.forEachToken({File, 0, unsigned(Text.text(File).size())},
                    [&](const Token &Each, unsigned) {
                      llvm::StringRef Word = Each.is(tok::raw_identifier)
                                                 ? Each.getRawIdentifier()
                                                 : llvm::StringRef();
                      if (Each.isAtStartOfLine())
                        At = Each.is(tok::hash) ? Hash : Code;
                      else if (At == Hash)
                        At = Word == "define" ? Name : Code;
                      else if (At == Name) {
                        Macro = Word.str();
                        At = Body;
                      } else if (At == Body && Names.count(Word.str()))
                        Names.insert(Macro);
                    });
}

/// Code that this build leaves out may allocate or release, too.
std::optional<Obstacle> OwnRegion::checkHidden() const {
  std::map<FileID, std::set<llvm::StringRef>> Names;
  for (const auto *Calls : {&Made, &Taken, &Grown, &Released, &Gone})
    for (const PointerFlow::MemoryCall &Each : *Calls)
      if (const FunctionDecl *Callee = Each.At->getDirectCallee())
        Names[Text.Sources.getFileID(
                  Text.Sources.getFileLoc(Each.At->getExprLoc()))]
            .insert(Callee->getName());
  // Also by a macro.
  std::set<std::string> All;
  for (const auto &[File, Of] : Names)
    All.insert(Of.begin(), Of.end());
  for (size_t Before = 0; Before != All.size();) {
    Before = All.size();
    Text.forEachFile([&](FileID File) { addMacros(Text, File, All); });
  }
  std::optional<Obstacle> Found;
  for (const auto &[File, Of] : Names) {
    bool Directive = false;
    Text.forEachToken(
        {File, 0, unsigned(Text.text(File).size())},
        [&](const Token &Each, unsigned Offset) {
          if (Each.isAtStartOfLine())
            Directive = Each.is(tok::hash);
          if (Directive || Found || !Each.is(tok::raw_identifier) ||
              !All.count(Each.getRawIdentifier().str()))
            return;
          SourceLocation Where = Text.Sources.getComposedLoc(File, Offset);
          if (!Flow.Named.contains(Where.getRawEncoding()))
            Found = Text.obstacle(Where, "'" + Each.getRawIdentifier() +
                                             "' stands in code that this "
                                             "build leaves out");
        });
  }
  return Found;
}

} // namespace membrane

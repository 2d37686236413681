// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where one unit speaks of the functions of goals of Scope::Results.

#include "fixes/Mentions.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace membrane {

class Mentions::Walk : public RecursiveASTVisitor<Walk> {
public:
  explicit Walk(Mentions &Into) : Into(Into) {}

  bool TraverseFunctionDecl(FunctionDecl *Function) {
    llvm::SaveAndRestore<const FunctionDecl *> Inner(Current, Function);
    return RecursiveASTVisitor::TraverseFunctionDecl(Function);
  }
  bool VisitNamedDecl(NamedDecl *Each) {
    noteOther(*Each, Each->getLocation());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Use) {
    noteOther(*Use->getMemberDecl(), Use->getMemberLoc());
    return true;
  }
  bool VisitFunctionDecl(FunctionDecl *Function) {
    if (const Meaning *Of = Into.meaning(Function)) {
      for (size_t Goal : Of->Goals)
        Into.ByGoal[Goal].Declarations.push_back(Function);
      Into.note(Function->getLocation(), Of->Goals);
    }
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    if (const Meaning *Of = Into.meaning(Call->getDirectCallee())) {
      for (size_t Goal : Of->Goals)
        Into.ByGoal[Goal].Calls.push_back({Call, Current});
      Callees.insert(Call->getCallee()->IgnoreParenImpCasts());
    }
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Use) {
    const Meaning *Of =
        Into.meaning(llvm::dyn_cast<FunctionDecl>(Use->getDecl()));
    if (!Of) {
      noteOther(*Use->getDecl(), Use->getLocation());
      return true;
    }
    Into.note(Use->getLocation(), Of->Goals);
    if (!Callees.contains(Use))
      for (size_t Goal : Of->Goals)
        if (!Into.stays(*Of->As, Goal))
          Into.ByGoal[Goal].Taken = Use->getLocation();
    return true;
  }

private:
  /// What only has the name of a function that is meant forbids nothing, but
  /// for a second one that other units may call.
  void noteOther(const NamedDecl &Each, SourceLocation Where) {
    const auto *Function = llvm::dyn_cast<FunctionDecl>(&Each);
    if (!Each.getIdentifier() ||
        (Function && Function->isExternallyVisible()) || Into.meaning(Function))
      return;
    auto Known = Into.Named.find(Each.getName());
    if (Known != Into.Named.end())
      Into.note(Where, Known->second);
  }

  Mentions &Into;
  const FunctionDecl *Current = nullptr;
  llvm::SmallPtrSet<const Expr *, 16> Callees;
};

Mentions::Mentions(const UnitView &Unit, llvm::ArrayRef<Goal> Goals)
    : Unit(Unit), Goals(Goals), ByGoal(Goals.size()) {
  for (size_t Index = 0; Index < Goals.size(); ++Index)
    if (Goals[Index].Of == Goal::Scope::Results && !Goals[Index].Cannot)
      for (size_t Each : Goals[Index].Functions)
        add(Unit.Answer.Functions[Each], Index);
  if (Named.empty())
    return;
  for (const SurfaceFunction &Each : Unit.Answer.Functions)
    Records.try_emplace(Each.Where, &Each);
  Walk(*this).TraverseDecl(Unit.Context.getTranslationUnitDecl());
  readText();
}

void Mentions::add(const SurfaceFunction &Function, size_t Goal) {
  auto AddTo = [&](Meaning &Known) {
    Known.As = &Function;
    Known.Goals.push_back(Goal);
  };
  AddTo(ByPlace[Function.Where]);
  if (Function.Linkage != "internal")
    AddTo(External[Function.Name]);
  llvm::SmallVector<size_t, 1> &Known = Named[Function.Name];
  if (!llvm::is_contained(Known, Goal))
    Known.push_back(Goal);
}

bool Mentions::stays(const SurfaceFunction &Function, size_t Goal) const {
  return Goals[Goal].Beside.count(
      size_t(&Function - Unit.Answer.Functions.data()));
}

const Mentions::Meaning *Mentions::meaning(const FunctionDecl *Function) const {
  if (!Function || !Function->getIdentifier() ||
      !Named.contains(Function->getName()))
    return nullptr;
  if (const FunctionDecl *Definition = Function->getDefinition()) {
    auto Found = ByPlace.find(Unit.locate(Definition->getLocation()));
    return Found == ByPlace.end() ? nullptr : &Found->second;
  }
  auto Found = External.find(Function->getName());
  return Function->isExternallyVisible() && Found != External.end()
             ? &Found->second
             : nullptr;
}

const SurfaceFunction *Mentions::meant(const FunctionDecl *Function,
                                       size_t Goal) const {
  const Meaning *Of = meaning(Function);
  return Of && llvm::is_contained(Of->Goals, Goal) ? Of->As : nullptr;
}

const SurfaceFunction *Mentions::recordAt(Location Where) const {
  auto Found = Records.find(Where);
  return Found == Records.end() ? nullptr : Found->second;
}

//===-- The text ----------------------------------------------------------===//

void Mentions::note(SourceLocation Where, llvm::ArrayRef<size_t> Of) {
  SourceLocation Place = Unit.Text.Sources.getFileLoc(Where);
  auto [File, Offset] = Unit.Text.Sources.getDecomposedLoc(Place);
  llvm::append_range(Noted[Unit.Text.pathOf(File)][Offset], Of);
}

void Mentions::readText() {
  llvm::StringSet<> Done;
  Unit.Text.forEachFile([&](FileID File) {
    std::string Path = Unit.Text.pathOf(File);
    if (Done.insert(Path).second)
      readFile(File, Path);
  });
}

/// Whether an offset is on the lines of a macro's definition.
static bool isInMacro(llvm::StringRef Text, unsigned Offset) {
  llvm::StringRef Before = Text.take_front(Offset);
  size_t Line = Before.rfind('\n') + 1;
  while (Line > 0 && Text.take_front(Line).rtrim("\r\n").ends_with("\\"))
    Line = Text.take_front(Line - 1).rfind('\n') + 1;
  llvm::StringRef First = Text.drop_front(Line).ltrim(" \t");
  return First.consume_front("#") && First.ltrim(" \t").starts_with("define");
}

void Mentions::readFile(FileID File, llvm::StringRef Path) {
  const SourceText &Text = Unit.Text;
  const auto &Known = Noted[Path];
  auto Stays = [&](llvm::StringRef Name, size_t Goal) {
    return llvm::any_of(Goals[Goal].Beside, [&](const auto &Each) {
      return Unit.Answer.Functions[Each.first].Name == Name;
    });
  };
  auto Check = [&](llvm::StringRef Name, unsigned Offset) {
    auto Meant = Named.find(Name);
    if (Meant == Named.end())
      return;
    auto Seen = Known.find(Offset);
    for (size_t Goal : Meant->second)
      if (!ByGoal[Goal].Elsewhere &&
          !(Stays(Name, Goal) && isInMacro(Text.text(File), Offset)) &&
          (Seen == Known.end() || !llvm::is_contained(Seen->second, Goal)))
        ByGoal[Goal].Elsewhere =
            Text.obstacle(Text.Sources.getComposedLoc(File, Offset),
                          "'" + Name +
                              "' stands in a macro, or in code that this build "
                              "leaves out");
  };
  Text.forEachName({File, 0, unsigned(Text.text(File).size())}, Check);
}

} // namespace membrane

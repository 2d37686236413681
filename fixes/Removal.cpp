// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statements that go, and those that make no sense without them: a block in
// which nothing is left, and an 'if' that only decided whether to run it.

#include "fixes/BodyView.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

void Removal::add(const Stmt *Gone) {
  if (llvm::isa<CallExpr>(Gone))
    for (const Stmt *Up = Body.Parents.getParent(Gone); Up;
         Up = Body.Parents.getParent(Up)) {
      const auto *Cast = llvm::dyn_cast<CStyleCastExpr>(Up);
      if (!llvm::isa<ParenExpr>(Up) &&
          !(Cast && Cast->getCastKind() == CK_ToVoid))
        break;
      Gone = Up;
    }
  All.insert(Gone);
}

bool Removal::contains(const Stmt *Each) const {
  while (Each && !All.contains(Each))
    Each = Body.Parents.getParent(Each);
  return Each != nullptr;
}

/// Code that this build leaves out may stand between the directives.
static bool mayHideCode(const SourceText &Text, const Stmt *Each) {
  std::optional<TextRange> Range = Text.rangeOf(Each->getSourceRange());
  return !Range || Text.hasDirective(*Range);
}

bool Removal::goesWith(const Stmt *Outer) const {
  if (llvm::isa<CompoundStmt, IfStmt>(Outer) &&
      mayHideCode(Body.Unit.Text, Outer))
    return false;
  if (const auto *Block = llvm::dyn_cast<CompoundStmt>(Outer)) {
    bool Branch = llvm::isa_and_nonnull<IfStmt>(Body.Parents.getParent(Block));
    return Branch && llvm::all_of(Block->body(), [&](const Stmt *Each) {
             return All.contains(Each) || llvm::isa<NullStmt>(Each);
           });
  }
  const auto *Choice = llvm::dyn_cast<IfStmt>(Outer);
  return Choice && All.contains(Choice->getThen()) && !Choice->getElse() &&
         !Choice->getInit() && !Choice->getConditionVariable() &&
         !Choice->getCond()->HasSideEffects(Body.Unit.Context);
}

void Removal::grow() {
  llvm::SmallVector<const Stmt *, 8> Work(All.begin(), All.end());
  while (!Work.empty()) {
    const Stmt *Outer = Body.Parents.getParent(Work.pop_back_val());
    if (Outer && !All.contains(Outer) && goesWith(Outer)) {
      All.insert(Outer);
      Work.push_back(Outer);
    }
  }
}

/// The block in which a statement stands, if need be behind labels; null if it
/// is the branch of something else.
static const CompoundStmt *blockOf(const Stmt *&Each,
                                   const ParentMap &Parents) {
  const Stmt *Outer = Parents.getParent(Each);
  for (; llvm::isa_and_nonnull<LabelStmt, SwitchCase>(Outer);
       Outer = Parents.getParent(Each))
    Each = Outer;
  return llvm::dyn_cast_or_null<CompoundStmt>(Outer);
}

/// Whether a statement comes behind a label's own, which it can name instead.
bool Removal::isFollowed(const Stmt *Label) const {
  const CompoundStmt *Block = blockOf(Label, Body.Parents);
  auto Next = std::next(llvm::find(Block->body(), Label));
  while (Next != Block->body_end() && All.contains(*Next))
    ++Next;
  return Next != Block->body_end() && !llvm::isa<DeclStmt>(*Next);
}

/// Whether a statement ends before this one in all builds: one that is left
/// out may end in a condition or a label that is for this one.
bool Removal::beginsAfresh(const TextRange &Range) const {
  bool Afresh = false, Directive = false;
  std::optional<TextRange> All =
      Body.Unit.Text.rangeOf(Body.Function.getBody()->getSourceRange());
  if (!All)
    return false;
  Body.Unit.Text.forEachToken(
      {All->File, All->Begin, Range.Begin}, [&](const Token &Each, unsigned) {
        if (Each.isAtStartOfLine())
          Directive = Each.is(tok::hash);
        if (!Directive)
          Afresh = Each.isOneOf(tok::semi, tok::l_brace, tok::r_brace);
      });
  return Afresh;
}

/// Whole statements are added to those that go with the lines that they leave
/// empty.
std::optional<Obstacle> Removal::remove(const Stmt *Gone,
                                        std::vector<Edit> &Into,
                                        std::vector<TextRange> &Whole) const {
  const SourceText &Text = Body.Unit.Text;
  std::optional<TextRange> Range = Text.statementRange(Gone->getSourceRange());
  if (!Range)
    return Text.obstacle(Gone->getBeginLoc(),
                         "the release is written " +
                             Text.macroPhrase(Gone->getBeginLoc()));
  if (Text.hasDirective(*Range))
    return Text.obstacle(Gone->getBeginLoc(),
                         "the release has parts that builds leave out");
  const Stmt *Outer = Body.Parents.getParent(Gone);
  if (llvm::isa_and_nonnull<CompoundStmt>(Outer)) {
    if (beginsAfresh(*Range))
      Whole.push_back(*Range);
    else
      Into.push_back(Text.replace(*Range, ";"));
    return std::nullopt;
  }
  const Stmt *Labelled = Gone;
  if (llvm::isa_and_nonnull<LabelStmt, SwitchCase>(Outer) &&
      blockOf(Labelled, Body.Parents)) {
    if (isFollowed(Outer))
      Whole.push_back(*Range);
    else
      Into.push_back(Text.replace(*Range, ";"));
    return std::nullopt;
  }
  return Text.obstacle(Gone->getBeginLoc(),
                       "the release is no statement of its own");
}

/// Joins those that stand next to each other on a line.
static std::vector<TextRange> joined(const SourceText &Text,
                                     std::vector<TextRange> Whole) {
  llvm::sort(Whole, [](const TextRange &One, const TextRange &Other) {
    return std::tie(One.File, One.Begin) < std::tie(Other.File, Other.Begin);
  });
  std::vector<TextRange> Found;
  for (const TextRange &Each : Whole) {
    bool Same = !Found.empty() && Found.back().File == Each.File;
    if (Same && Text.text(Each.File)
                    .slice(Found.back().End, Each.Begin)
                    .trim(" \t")
                    .empty())
      Found.back().End = Each.End;
    else
      Found.push_back(Each);
  }
  return Found;
}

std::optional<Obstacle> Removal::finish(std::vector<Edit> &Into) {
  grow();
  std::vector<TextRange> Whole;
  for (const Stmt *Gone : All)
    if (!contains(Body.Parents.getParent(Gone)))
      if (std::optional<Obstacle> Cannot = remove(Gone, Into, Whole))
        return Cannot;
  const SourceText &Text = Body.Unit.Text;
  for (const TextRange &Each : joined(Text, std::move(Whole)))
    Into.push_back(Text.replace(Text.widen(Each), ""));
  return std::nullopt;
}

} // namespace membrane

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// suppression: comments that are to suppress findings and suppress nothing. A
// note for each name that hides no finding, a warning for a begin or an end
// that stands alone.

#include "checks/Rows.h"

using namespace membrane;

static std::string nearestName(llvm::StringRef Wrong) {
  std::string Nearest;
  unsigned Least = 4;
  for (const Check &Row : allChecks()) {
    unsigned Distance = Wrong.edit_distance(Row.Name);
    if (Distance >= Least)
      continue;
    Least = Distance;
    Nearest = Row.Name.str();
  }
  return Nearest;
}

static Finding startFinding(const Suppression &Comment, Level Severity) {
  Finding Found;
  Found.Severity = Severity;
  Found.Where = Comment.Where;
  return Found;
}

static void reportUnbalanced(const Suppression &Comment, FindingSink Emit) {
  bool Opens = Comment.Word.Kind == NoLint::Word::Begin;
  Finding Found = startFinding(Comment, Level::Warning);
  NoLint Missing;
  Missing.Kind = Opens ? NoLint::Word::End : NoLint::Word::Begin;
  Found.Message = "'" + Comment.Word.spelling() + "' without a '" +
                  Missing.spelling() + (Opens ? "' behind" : "' before") +
                  " it that has the same list";
  Found.Advice = "it suppresses nothing; write both with the same list in the "
                 "same file";
  Emit(std::move(Found));
}

void membrane::checkSuppression(const Suppression &Comment, FindingSink Emit) {
  if (Comment.Is == Suppression::State::Unbalanced)
    return reportUnbalanced(Comment, Emit);
  std::string Word = "' of '" + Comment.Word.spelling() + "' ";
  for (llvm::StringRef Glob : Comment.Unknown) {
    Finding Found = startFinding(Comment, Level::Note);
    Found.Message = "'" + Glob.str() + Word + "names no check";
    std::string Nearest = nearestName(Glob.drop_front(CommentPrefix.size()));
    if (!Nearest.empty())
      Found.Advice = "did you mean '" + CommentPrefix.str() + Nearest + "'?";
    Emit(std::move(Found));
  }
  for (llvm::StringRef Glob : Comment.Unused) {
    Finding Found = startFinding(Comment, Level::Note);
    Found.Message = "'" + Glob.str() + Word + "suppresses nothing";
    Found.Advice = "take it out, so that it hides no finding to come";
    Emit(std::move(Found));
  }
}

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/facts/Directives.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Constants.h"
#include <set>

using namespace llvm;

namespace membrane {

/// Letters that stand before the one that says what is converted. (Some are
/// that letter in other functions: then it is one letter more.)
static constexpr StringLiteral Modifiers = "hjlmqtwzILZ";

/// Walks over one directive, behind its '%'.
static size_t readDirective(StringRef Text, size_t At, std::set<char> &Into) {
  while (At < Text.size() &&
         (!isAlpha(Text[At]) || Modifiers.contains(Text[At]))) {
    if (Text[At] == '%')
      return At + 1;
    if (isAlpha(Text[At]))
      Into.insert(Text[At]);
    if (Text[At] != '[') {
      ++At;
      continue;
    }
    // The characters of a set are no directives; ']' can be the first.
    At += Text.substr(At + 1).starts_with("^") ? 3 : 2;
    size_t Close = Text.find(']', At);
    return Close == StringRef::npos ? Text.size() : Close + 1;
  }
  if (At < Text.size())
    Into.insert(Text[At]);
  return At + 1;
}

std::optional<std::string> directivesOf(const Constant &Text) {
  auto *Shape = dyn_cast<ArrayType>(Text.getType());
  if (!Shape || !Shape->getElementType()->isIntegerTy())
    return std::nullopt;
  if (Text.isNullValue())
    return "";
  auto *Characters = dyn_cast<ConstantDataSequential>(&Text);
  unsigned Count = Characters ? Characters->getNumElements() : 0;
  if (Count == 0 || Characters->getElementAsInteger(Count - 1) != 0)
    return std::nullopt;
  std::string Plain;
  for (unsigned I = 0; I + 1 < Count; ++I) {
    uint64_t Code = Characters->getElementAsInteger(I);
    Plain.push_back(Code > 0 && Code < 128 ? char(Code) : '?');
  }
  std::set<char> Found;
  for (size_t At = Plain.find('%'); At < Plain.size(); At = Plain.find('%', At))
    At = readDirective(Plain, At + 1, Found);
  return std::string(Found.begin(), Found.end());
}

} // namespace membrane

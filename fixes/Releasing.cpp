// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "fixes/Releasing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <set>

namespace membrane {

using Functions = std::vector<const SurfaceFunction *>;

/// Of each file, in the order of their lines, as the answer has them.
static llvm::StringMap<Functions> functionsByFile(const Surface &Answer) {
  llvm::StringMap<Functions> ByFile;
  for (const SurfaceFunction &Each : Answer.Functions)
    if (Each.Where.File)
      ByFile[Answer.Files[Each.Where.File.Index]].push_back(&Each);
  return ByFile;
}

/// The last of them that begins on this line or above; null if there is none.
static const SurfaceFunction *functionAt(const Functions &OfFile,
                                         unsigned Line) {
  auto After = llvm::partition_point(OfFile, [&](const SurfaceFunction *Each) {
    return Each->Where.Line <= Line;
  });
  return After == OfFile.begin() ? nullptr : *std::prev(After);
}

/// What calls them, directly or not, joins the names.
static void addCallers(const Surface &Answer, std::set<std::string> &Names) {
  llvm::StringMap<Functions> CallersOf;
  for (const SurfaceFunction &Each : Answer.Functions)
    for (const std::string &Callee : Each.Callees)
      CallersOf[Callee].push_back(&Each);
  std::vector<std::string> Work(Names.begin(), Names.end());
  while (!Work.empty()) {
    std::string Callee = std::move(Work.back());
    Work.pop_back();
    for (const SurfaceFunction *Caller : CallersOf.lookup(Callee))
      if (Names.insert(Caller->Name).second)
        Work.push_back(Caller->Name);
  }
}

std::vector<std::string> findReleasing(const Surface &Answer,
                                       const Goal &Wanted,
                                       llvm::ArrayRef<FlowEnd> Ends) {
  const SurfaceType &Type = Answer.Types[Wanted.Type];
  std::set<std::string> Names(Type.Release.begin(), Type.Release.end());
  llvm::StringMap<Functions> ByFile = functionsByFile(Answer);
  for (const FlowEnd &End : Ends)
    if (End.Role == FlowRole::Gone || End.Role == FlowRole::Resized ||
        End.Role == FlowRole::Released)
      if (const SurfaceFunction *In =
              functionAt(ByFile[End.Why.File], End.Why.Line))
        Names.insert(In->Name);
  addCallers(Answer, Names);
  return {Names.begin(), Names.end()};
}

std::vector<std::string> findMakers(const Surface &Answer,
                                    llvm::ArrayRef<FlowEnd> Ends) {
  llvm::StringMap<Functions> ByFile = functionsByFile(Answer);
  std::set<std::string> Names;
  for (const FlowEnd &End : Ends) {
    if (End.Role != FlowRole::Maker)
      continue;
    for (const SurfaceFunction *Each : ByFile[End.Why.File])
      if (Each->Where.Line == End.Why.Line &&
          Each->Where.Column == End.Why.Column)
        Names.insert(Each->Mangled);
  }
  return {Names.begin(), Names.end()};
}

} // namespace membrane

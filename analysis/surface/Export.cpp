// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Summaries of public functions → rows of a model file.
//
// The inverse of what the escape stage makes of a row: nodes of the summary
// become places, cells become stores. What a row cannot say becomes something
// weaker: offsets into a block become "inside", the library's own variables
// and functions become "static", numbers lose their value; a variable that
// clients can see makes the row unknown.

#include "analysis/escape/Escape.h"
#include "analysis/surface/ModelRow.h"
#include "analysis/surface/Paths.h"
#include "analysis/surface/Releases.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

class Exporter {
public:
  Exporter(const Surface &Answer, const Program &Linked, const Summaries &Found,
           const Models &Known)
      : Answer(Answer), Linked(Linked), Found(Found), Known(Known),
        Names(Linked, Known), Freed(Linked, Names, Known, Found),
        Releases(Linked, Names, Found, Freed) {}
  ModelRows exportAll();

private:
  void findBodies();
  void addRow(const SurfaceFunction &Public);
  void addFamilies(const RowWriter &Writer);

  const Surface &Answer;
  const Program &Linked;
  const Summaries &Found;
  const Models &Known;
  PathNamer Names;
  Freeing Freed;
  ReleaseIndex Releases;
  /// By the linker's name: indexes into Functions.
  std::map<llvm::StringRef, std::vector<uint32_t>> Bodies;
  ModelRows Rows;
};

void Exporter::findBodies() {
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I) {
    const Symbol &Own = Linked.Symbols[Linked.Functions[I].Symbol.Index];
    if (Own.Link != Linkage::Internal)
      Bodies[Own.Name].push_back(I);
  }
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Other = Linked.Symbols[I];
    const Function *Code = Other.Aliasee ? Linked.body(SymbolId(I)) : nullptr;
    if (Code && Other.Link != Linkage::Internal)
      Bodies[Other.Name].push_back(uint32_t(Code - Linked.Functions.data()));
  }
  for (const SurfaceFunction &Public : Answer.Functions)
    if (auto Body = Bodies.find(Public.Mangled);
        Public.Public && Body != Bodies.end())
      for (uint32_t Index : Body->second)
        Releases.add(Index, Public.Mangled);
}

void Exporter::addFamilies(const RowWriter &Writer) {
  for (const ModelFamily &Family : Writer.families())
    if (!Known.family(Family.Name) &&
        llvm::none_of(Rows.Families, [&](const ModelFamily &Other) {
          return Other.Name == Family.Name;
        }))
      Rows.Families.push_back(Family);
}

void Exporter::addRow(const SurfaceFunction &Public) {
  auto Body = Bodies.find(Public.Mangled);
  // Clients see the body of what is static in a header.
  if (!Public.Public || Public.Linkage == "internal" || Body == Bodies.end())
    return;
  ModelRows::Row Row;
  Row.Comments.push_back(Public.Signature);
  Row.Comments.push_back(className(Public.Class).str());
  if (Body->second.size() > 1) {
    Row.What.Name = Public.Mangled;
    Row.What.Unknown = true;
    Row.Comments.back() += ": it has more than one definition";
    Rows.Functions.push_back(std::move(Row));
    return;
  }
  uint32_t Index = Body->second.front();
  RowWriter Writer({Linked, Names, Releases, Known}, Linked.Functions[Index],
                   Found.forClients(Index));
  Row.What = Writer.write(Public.Mangled);
  addFamilies(Writer);
  llvm::append_range(Row.Comments, Writer.reasons());
  Rows.Functions.push_back(std::move(Row));
}

ModelRows Exporter::exportAll() {
  Rows.Comments = {"What the library's public functions do with memory, for "
                   "scans of its users:",
                   "membrane scan --models=FILE ..."};
  findBodies();
  for (const SurfaceFunction &Public : Answer.Functions)
    addRow(Public);
  return std::move(Rows);
}

} // namespace

ModelRows membrane::exportModels(const Surface &Answer, const Program &Linked,
                                 const Summaries &Found, const Models &Known) {
  return Exporter(Answer, Linked, Found, Known).exportAll();
}

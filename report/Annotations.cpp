// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes the surface; gives what could be promised, as a list or as JSON.

#include "report/Annotations.h"
#include "report/Places.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include <map>

using namespace membrane;
namespace json = llvm::json;

/// Whether two words answer the same question: how good the class is, or whose
/// the result is.
static bool isAnswered(const Contract &Word, const SurfaceFunction &Function) {
  return llvm::any_of(Function.Contracts, [&](const Promised &Known) {
    return bool(worstPromised(Known.Word.Form)) ==
               bool(worstPromised(Word.Form)) &&
           (worstPromised(Word.Form) || Known.Word.Form == Word.Form);
  });
}

namespace {
class Finder {
public:
  Finder(const Surface &Answer, Assuming Assumptions);
  std::vector<Annotation> run();

private:
  Annotation describe(const SurfaceFunction &Function) const;
  std::string obstacle(const Annotation &To) const;

  const Surface &Answer;
  Assuming Assumptions;
  /// How many functions a declaration is of: "int f(void), g(void);".
  std::map<Location, unsigned> Sharing;
};
} // namespace

Finder::Finder(const Surface &Answer, Assuming Assumptions)
    : Answer(Answer), Assumptions(Assumptions) {
  for (const SurfaceFunction &Function : Answer.Functions)
    for (const DeclarationPlace &Place : Function.DeclaredAt)
      ++Sharing[Place.Where];
}

std::string Finder::obstacle(const Annotation &To) const {
  if (To.Missing.empty())
    return "";
  if (!To.At.Where)
    return "no public header declares it in words that can be edited";
  if (Sharing.at(To.At.Where) > 1)
    return "its declaration is one with that of another function";
  if (!llvm::StringRef(Answer.Files[To.At.Where.File.Index])
           .starts_with(Answer.Root))
    return "the header is outside of the root";
  if (!To.Assumed.empty() && Assumptions == Assuming::Refused)
    return "it rests on an assumption";
  return "";
}

Annotation Finder::describe(const SurfaceFunction &Function) const {
  Annotation Found;
  Found.Function = &Function;
  Found.Holding = contractsThatHold(Function);
  for (const Contract &Word : Found.Holding)
    if (!isAnswered(Word, Function))
      Found.Missing.push_back(Word);
  // The functions of the caller are the caller's to promise.
  for (const Assumption &Made : Function.Assumptions)
    if (Made.Kind != AssumptionKind::Callback)
      Found.Assumed.push_back(Made);
  if (!Function.DeclaredAt.empty())
    Found.At = Function.DeclaredAt.front();
  Found.Obstacle = obstacle(Found);
  return Found;
}

std::vector<Annotation> Finder::run() {
  std::vector<Annotation> Found;
  for (const SurfaceFunction &Function : Answer.Functions)
    if (Function.Public && !Function.System)
      Found.push_back(describe(Function));
  return Found;
}

std::vector<Annotation> membrane::findAnnotations(const Surface &Answer,
                                                  Assuming Assumptions) {
  return Finder(Answer, Assumptions).run();
}

//===-- Written -----------------------------------------------------------===//

static Location placeOf(const Annotation &Shown) {
  return Shown.At.Where ? Shown.At.Where : Shown.Function->Where;
}

void membrane::writeAnnotations(const Surface &Answer,
                                llvm::ArrayRef<Annotation> Annotations,
                                llvm::raw_ostream &Out) {
  Places Names(Answer);
  for (const Annotation &Shown : Annotations) {
    Out << Names.line(placeOf(Shown)) << ": " << Shown.Function->Name << ":";
    for (const Contract &Word : Shown.Holding)
      Out << ' ' << Word.Text;
    if (Shown.Holding.empty())
      Out << " no contract; it is " << className(Shown.Function->Class);
    if (!Shown.Holding.empty() && Shown.Missing.empty())
      Out << "; promised already";
    if (!Shown.Assumed.empty())
      Out << "; assumes that " << assumptionWords(Shown.Assumed.front());
    if (Shown.Assumed.size() > 1)
      Out << ", and " << Shown.Assumed.size() - 1 << " more";
    if (!Shown.Obstacle.empty())
      Out << "; not written: " << Shown.Obstacle;
    Out << '\n';
  }
}

static void writeWords(json::OStream &Out, llvm::StringRef Key,
                       llvm::ArrayRef<Contract> Words) {
  Out.attributeArray(Key, [&] {
    for (const Contract &Word : Words)
      Out.value(repaired(Word.Text));
  });
}

void membrane::writeAnnotationsJson(const Surface &Answer,
                                    llvm::ArrayRef<Annotation> Annotations,
                                    llvm::raw_ostream &Out) {
  Places Names(Answer);
  json::OStream Json(Out, 2);
  auto WriteOne = [&](const Annotation &Shown) {
    Json.attribute("name", repaired(Shown.Function->Name));
    Json.attribute("mangled", repaired(Shown.Function->Mangled));
    if (Location Where = placeOf(Shown)) {
      Json.attribute("file", repaired(Names.file(Where.File)));
      Json.attribute("line", Where.Line);
    }
    Json.attribute("class", className(Shown.Function->Class));
    writeWords(Json, "contracts", Shown.Holding);
    writeWords(Json, "missing", Shown.Missing);
    Json.attributeArray("assumptions", [&] {
      for (const Assumption &Made : Shown.Assumed)
        Json.value(repaired(assumptionWords(Made)));
    });
    if (!Shown.Obstacle.empty())
      Json.attribute("obstacle", Shown.Obstacle);
  };
  Json.object([&] {
    Json.attribute("version", 1);
    Json.attributeArray("functions", [&] {
      for (const Annotation &Shown : Annotations)
        Json.object([&] { WriteOne(Shown); });
    });
  });
  Out << '\n';
}

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes what could be promised; gives it as a list or as JSON.

#include "report/Annotations.h"
#include "report/Places.h"
#include "report/Words.h"
#include "llvm/Support/JSON.h"

using namespace membrane;
namespace json = llvm::json;

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

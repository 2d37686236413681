// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings that are accepted: reading and writing the list, and comparing a
// run with it.
//
// Findings are matched by their key, which has no place, and counted: if one
// of two that agree in all goes and another comes, nothing is said. What the
// run has not looked for is neither new nor gone.

#include "checks/Checks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/JSON.h"

using namespace membrane;
namespace json = llvm::json;

static constexpr int64_t Version = 1;

/// As a file can hold it.
static FindingKey storedKey(const Surface &Answer, const Finding &Found) {
  FindingKey Key = findingKey(Answer, Found);
  for (std::string *Text : {&Key.Check, &Key.Symbol, &Key.Message})
    if (!json::isUTF8(*Text))
      *Text = json::fixUTF8(*Text);
  return Key;
}

//===-- The file ----------------------------------------------------------===//

static llvm::Error readEntry(const json::Value &Item, Baseline &Accepted) {
  const json::Object *Entry = Item.getAsObject();
  auto Check = Entry ? Entry->getString("check") : std::nullopt;
  auto Symbol = Entry ? Entry->getString("symbol") : std::nullopt;
  auto Message = Entry ? Entry->getString("message") : std::nullopt;
  const json::Value *Given = Entry ? Entry->get("count") : nullptr;
  int64_t Count = Given ? Given->getAsInteger().value_or(0) : 1;
  if (!Check || !Symbol || !Message || Count < 1 || Count > UINT32_MAX)
    return llvm::createStringError(
        "an entry needs 'check', 'symbol', 'message' and, if there are "
        "several, 'count'");
  Accepted[{Check->str(), Symbol->str(), Message->str()}] += unsigned(Count);
  return llvm::Error::success();
}

llvm::Expected<Baseline> membrane::readBaseline(llvm::StringRef Text) {
  llvm::Expected<json::Value> Parsed = json::parse(Text);
  if (!Parsed)
    return Parsed.takeError();
  const json::Object *Whole = Parsed->getAsObject();
  auto Number = Whole ? Whole->getInteger("membrane-baseline") : std::nullopt;
  if (!Number)
    return llvm::createStringError(
        "no member 'membrane-baseline' with its version");
  if (*Number != Version)
    return llvm::createStringError(
        "it has version " + std::to_string(*Number) +
        ", this membrane reads version " + std::to_string(Version) +
        "; use the membrane that wrote it, or write a new file");
  const json::Array *Entries = Whole->getArray("findings");
  if (!Entries)
    return llvm::createStringError("no list 'findings'");
  Baseline Accepted;
  for (const json::Value &Item : *Entries)
    if (llvm::Error Wrong = readEntry(Item, Accepted))
      return Wrong;
  return Accepted;
}

void membrane::print(const Baseline &Accepted, llvm::raw_ostream &Out) {
  Out << "{\n\"membrane-baseline\": " << Version << ",\n\"findings\": [";
  llvm::StringRef Between = "\n";
  for (const auto &[Key, Count] : Accepted) {
    Out << Between;
    Between = ",\n";
    json::OStream Line(Out);
    Line.object([&, &Key = Key, &Count = Count] {
      Line.attribute("check", Key.Check);
      Line.attribute("symbol", Key.Symbol);
      Line.attribute("message", Key.Message);
      if (Count > 1)
        Line.attribute("count", int64_t(Count));
    });
  }
  Out << "\n]\n}\n";
}

//===-- Comparing ---------------------------------------------------------===//

Baseline membrane::applyBaseline(const Surface &Answer,
                                 const Baseline &Accepted,
                                 llvm::ArrayRef<const Check *> Ran, Extent Seen,
                                 Outcome &Found) {
  Baseline Rest = Accepted;
  std::vector<Finding> New;
  for (Finding &Each : Found.Findings) {
    auto Entry = Rest.find(storedKey(Answer, Each));
    if (Entry == Rest.end()) {
      New.push_back(std::move(Each));
      continue;
    }
    if (--Entry->second == 0)
      Rest.erase(Entry);
    Found.Known.push_back(std::move(Each));
  }
  Found.Findings = std::move(New);
  Found.HasBaseline = true;
  llvm::StringSet<> Symbols;
  for (const SurfaceFunction &Function : Answer.Functions)
    Symbols.insert(Function.Mangled.empty() ? Function.Name : Function.Mangled);
  bool SawAll = Seen == Extent::Whole && Answer.Failed.empty();
  std::erase_if(Rest, [&](const auto &Entry) {
    const FindingKey &Key = Entry.first;
    bool Looked = llvm::any_of(
        Ran, [&](const Check *Row) { return Row->Name == Key.Check; });
    return !Looked || !(SawAll || Symbols.contains(Key.Symbol));
  });
  return Rest;
}

void membrane::accept(const Surface &Answer, llvm::ArrayRef<Finding> New,
                      Baseline &Accepted) {
  for (const Finding &Each : New)
    ++Accepted[storedKey(Answer, Each)];
}

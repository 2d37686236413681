// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What units say to the goals: out of their processes, and put together.
//
// The bytes are JSON; texts of sources are Base64 in it, as they need not be
// UTF-8.

#include "fixes/HandleFlows.h"
#include "fixes/OpaqueJoin.h"
#include "fixes/Releasing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/JSON.h"

namespace json = llvm::json;

namespace membrane {

//===-- Bytes -------------------------------------------------------------===//

static json::Value encode(const std::string &Text) {
  return llvm::encodeBase64(Text);
}

static json::Value encode(const Edit &Each) {
  return json::Array{encode(Each.File), Each.Offset, Each.Length,
                     encode(Each.Text)};
}

static json::Array encode(const std::map<size_t, Obstacle> &Each) {
  json::Array All;
  for (const auto &[Finding, Why] : Each)
    All.push_back(json::Array{Finding, encode(Why.File), Why.Line, Why.Column,
                              encode(Why.Reason)});
  return All;
}

static json::Value encode(const UnitEdits &Each) {
  json::Array Edits, Mended;
  for (const Edit &Change : Each.Edits)
    Edits.push_back(encode(Change));
  for (auto [Finding, Kind] : Each.Mended)
    Mended.push_back(json::Array{Finding, unsigned(Kind)});
  json::Array Flows, Ends;
  for (const auto &[From, To] : Each.Flows)
    Flows.push_back(json::Array{encode(From), encode(To)});
  for (const FlowEnd &End : Each.Ends)
    Ends.push_back(json::Array{unsigned(End.Role), encode(End.Place),
                               encode(End.Why.File), End.Why.Line,
                               End.Why.Column, encode(End.Why.Reason),
                               unsigned(End.Common)});
  return json::Array{Each.Goal,           std::move(Edits),
                     std::move(Mended),   encode(Each.Withheld),
                     std::move(Flows),    std::move(Ends),
                     encode(Each.Report), encode(Each.Left)};
}

std::string writeParts(llvm::ArrayRef<UnitEdits> Parts) {
  json::Array All;
  for (const UnitEdits &Each : Parts)
    All.push_back(encode(Each));
  std::string Bytes;
  llvm::raw_string_ostream(Bytes) << json::Value(std::move(All));
  return Bytes;
}

namespace {

/// Reads what writeParts wrote, and nothing else: a mistake is noted, and what
/// is read is empty.
class PartReader {
public:
  bool Failed = false;

  uint64_t number(const json::Value &From) {
    std::optional<uint64_t> Read = From.getAsUINT64();
    Failed |= !Read;
    return Read.value_or(0);
  }
  std::string text(const json::Value &From) {
    std::vector<char> Bytes;
    auto Read = From.getAsString();
    if (!Read || llvm::errorToBool(llvm::decodeBase64(*Read, Bytes)))
      Failed = true;
    return std::string(Bytes.begin(), Bytes.end());
  }
  /// The fields of a row; of the right number, if need be empty ones.
  json::Array row(const json::Value &From, size_t Size) {
    const json::Array *Read = From.getAsArray();
    json::Array Fields = Read ? *Read : json::Array();
    Failed |= Fields.size() != Size;
    while (Fields.size() < Size)
      Fields.push_back(nullptr);
    return Fields;
  }
  json::Array list(const json::Value &From) {
    const json::Array *Read = From.getAsArray();
    Failed |= !Read;
    return Read ? *Read : json::Array();
  }
  std::map<size_t, Obstacle> obstacles(const json::Value &From) {
    std::map<size_t, Obstacle> All;
    for (const json::Value &Each : list(From)) {
      json::Array Why = row(Each, 5);
      All.try_emplace(number(Why[0]),
                      Obstacle{text(Why[1]), unsigned(number(Why[2])),
                               unsigned(number(Why[3])), text(Why[4])});
    }
    return All;
  }
  UnitEdits part(const json::Value &From);
};

} // namespace

UnitEdits PartReader::part(const json::Value &From) {
  json::Array Fields = row(From, 8);
  UnitEdits Read;
  Read.Goal = number(Fields[0]);
  for (const json::Value &Each : list(Fields[1])) {
    json::Array Change = row(Each, 4);
    Read.Edits.push_back({text(Change[0]), uint32_t(number(Change[1])),
                          uint32_t(number(Change[2])), text(Change[3])});
  }
  for (const json::Value &Each : list(Fields[2])) {
    json::Array Pair = row(Each, 2);
    Read.Mended.try_emplace(number(Pair[0]), FixKind(number(Pair[1])));
  }
  Read.Withheld = obstacles(Fields[3]);
  for (const json::Value &Each : list(Fields[4])) {
    json::Array Pair = row(Each, 2);
    Read.Flows.push_back({text(Pair[0]), text(Pair[1])});
  }
  for (const json::Value &Each : list(Fields[5])) {
    json::Array End = row(Each, 7);
    Read.Ends.push_back({FlowRole(number(End[0])),
                         text(End[1]),
                         {text(End[2]), unsigned(number(End[3])),
                          unsigned(number(End[4])), text(End[5])},
                         number(End[6]) != 0});
  }
  Read.Report = text(Fields[6]);
  Read.Left = obstacles(Fields[7]);
  return Read;
}

llvm::Expected<std::vector<UnitEdits>> readParts(llvm::StringRef Bytes) {
  llvm::Expected<json::Value> Read = json::parse(Bytes);
  if (!Read)
    return Read.takeError();
  PartReader Reader;
  std::vector<UnitEdits> Parts;
  for (const json::Value &Each : Reader.list(*Read))
    Parts.push_back(Reader.part(Each));
  if (Reader.Failed)
    return llvm::createStringError("the edits of a unit cannot be read");
  return Parts;
}

//===-- Together ----------------------------------------------------------===//

static bool saysTheSame(const UnitEdits &A, const UnitEdits &B) {
  return A.Ends == B.Ends && A.Edits == B.Edits && A.Mended == B.Mended &&
         A.Withheld == B.Withheld && A.Left == B.Left && A.Report == B.Report;
}

/// What the units say together.
static UnitEdits addUp(llvm::ArrayRef<UnitEdits> Parts) {
  UnitEdits Sum;
  for (const UnitEdits &Each : Parts) {
    llvm::append_range(Sum.Edits, Each.Edits);
    Sum.Mended.insert(Each.Mended.begin(), Each.Mended.end());
    Sum.Withheld.insert(Each.Withheld.begin(), Each.Withheld.end());
    Sum.Left.insert(Each.Left.begin(), Each.Left.end());
    llvm::append_range(Sum.Ends, Each.Ends);
  }
  // It holds together: what forbids a part of it forbids all.
  if (!Sum.Withheld.empty())
    Sum.Edits.clear();
  return Sum;
}

/// Puts together the different things that units say to one goal. One that they
/// see differently is left alone.
static void join(std::vector<UnitEdits> Said, const Goal &Wanted,
                 const Surface &Answer, const HandleFlows &Flows, Fixes &Into) {
  const SurfaceFunction &Of = Answer.Functions[Wanted.Functions.front()];
  std::optional<Obstacle> Cannot = Wanted.Cannot;
  Obstacle Here{Answer.Files[Of.Where.File.Index], Of.Where.Line,
                Of.Where.Column, ""};
  std::vector<Edit> Edits;
  if (Wanted.Of != Goal::Scope::Function && !Said.empty())
    Said = {addUp(Said)};
  if (!Cannot && Wanted.Of == Goal::Scope::Handle && !Said.empty() &&
      Said.front().Withheld.empty() && !Said.front().Edits.empty())
    Cannot = Flows.check(Said.front().Ends);
  if (Cannot) {
    // known before the units were asked
  } else if (Said.empty()) {
    Here.Reason = "its source was not seen";
    Cannot = Here;
  } else if (Said.size() > 1) {
    Here.Reason = "units that share the code compile it differently";
    Cannot = Here;
  } else if (auto Merged = mergeEdits(Said.front().Edits)) {
    Edits = std::move(*Merged);
  } else {
    Here.Reason = llvm::toString(Merged.takeError());
    Cannot = Here;
  }
  if (Cannot) {
    for (size_t Finding : Wanted.Findings)
      Into.Withheld.try_emplace(Finding, *Cannot);
    return;
  }
  const UnitEdits &Only = Said.front();
  for (const auto &[Finding, Why] : Only.Withheld)
    Into.Withheld.try_emplace(Finding, Why);
  if (Edits.empty() || Only.Mended.empty())
    return;
  Fix New{Of.Name, {}, std::move(Edits), Only.Mended};
  for (const auto &[Finding, Why] : Only.Left)
    Into.Withheld.try_emplace(Finding, Why);
  for (auto [Finding, Where] : Wanted.Callers)
    if (!New.Mended.count(Finding))
      Into.Withheld.try_emplace(
          Finding, Obstacle{Answer.Files[Where.File.Index], Where.Line,
                            Where.Column, "it calls through a pointer"});
  for (const auto &[Kept, Beside] : Wanted.Beside)
    New.Beside.try_emplace(Answer.Functions[Kept].Mangled, Beside);
  if (Wanted.Of == Goal::Scope::Results)
    for (size_t Each : Wanted.Functions)
      if (!Wanted.Beside.count(Each))
        New.Parameterized.push_back(Answer.Functions[Each].Mangled);
  if (Wanted.Of == Goal::Scope::Handle) {
    New.Releasing = findReleasing(Answer, Wanted, Only.Ends);
    New.Parameterized = findMakers(Answer, Only.Ends);
  }
  Into.Offered.push_back(std::move(New));
}

/// What units say about a type. One that cannot be read is not there.
static std::vector<TypeReport> reportsOf(llvm::ArrayRef<UnitEdits> Said) {
  std::vector<TypeReport> Reports;
  for (const UnitEdits &Each : Said)
    if (std::optional<TypeReport> Read = readReport(Each.Report))
      Reports.push_back(std::move(*Read));
  return Reports;
}

Fixes joinParts(const Surface &Answer, llvm::ArrayRef<Goal> Goals,
                llvm::ArrayRef<UnitEdits> Parts) {
  std::vector<std::vector<UnitEdits>> Said(Goals.size());
  for (const UnitEdits &Each : Parts) {
    if (Each.Goal >= Goals.size())
      continue;
    std::vector<UnitEdits> &Known = Said[Each.Goal];
    if (llvm::none_of(Known, [&](const UnitEdits &Other) {
          return saysTheSame(Each, Other);
        }))
      Known.push_back(Each);
  }
  HandleFlows Flows(Parts);
  Fixes All;
  for (size_t Index = 0; Index < Goals.size(); ++Index)
    if (Goals[Index].Of == Goal::Scope::Type)
      joinOpaqueType(Answer, Goals[Index], reportsOf(Said[Index]), All);
    else
      join(std::move(Said[Index]), Goals[Index], Answer, Flows, All);
  return All;
}

} // namespace membrane

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Why a function has its class: the steps of every witness with their source
// lines, and what the answer rests on.
//
// Takes a surface and a name; prints every function of that name. What decides
// the class comes first. A step is shown once, however many witnesses it is
// in, and long lists are cut with a count of the rest.

#include "report/Columns.h"
#include "report/Diagnostics.h"
#include "report/Named.h"
#include "report/Report.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace membrane;

namespace {
class Explanation {
public:
  Explanation(const Surface &Answer, const SurfaceFunction &Function,
              Diagnostics &Messages)
      : Answer(Answer), Starts(Answer), Function(Function), Messages(Messages) {
  }

  void write();

private:
  void head();
  void explainNone();
  void explainUnseen();
  void explainSeen();
  void explainAllocators();
  void explainEscapes();
  void explainSites();
  void explainSite(const Site &Place);
  void explainStackUse();
  void explainKept();
  void explainReleases();
  void explainResult();
  void explainStack();
  void explainContracts();
  bool isKnownContained() const;
  void assume(const Assumption &Made, size_t More);
  enum class Code : uint8_t { Unseen, Known };
  void assumeAll(Code Which);
  /// A note of the function as a whole.
  void note(const llvm::Twine &Message) {
    Messages.say(Function.Where, Level::Note, Message.str());
  }
  /// A note at the witness's place, then its steps.
  void tell(const llvm::Twine &Message, llvm::ArrayRef<Step> Witness);

  const Surface &Answer;
  FunctionStarts Starts;
  const SurfaceFunction &Function;
  Diagnostics &Messages;
  std::set<std::pair<Location, std::string>> Shown; ///< steps
};
} // namespace

/// More than this of a kind is only counted.
static constexpr size_t MostEscapes = 6, MostSites = 12, MostNames = 8;

static std::string counted(size_t Count, llvm::StringRef Noun) {
  return std::to_string(Count) + " " + Noun.str() + (Count == 1 ? "" : "s");
}

void Explanation::tell(const llvm::Twine &Message,
                       llvm::ArrayRef<Step> Witness) {
  Messages.say(placeIn(Starts, Function, Witness), Level::Note, Message.str());
  for (const Step &One : Witness)
    if (Shown.insert({One.Where, One.Message}).second)
      Messages.say(One, Diagnostics::Detail::Snippets);
}

void Explanation::head() {
  Messages.say(Function.Where, Level::Remark,
               "'" + Function.Name + "' is " + className(Function.Class).str() +
                   ": " + classWords(Function.Class).str());
  Messages.snippet(Function.Where);
}

//===-- None --------------------------------------------------------------===//

void Explanation::explainNone() {
  if (Function.ClassIfAssumed != AllocationClass::None)
    return;
  const std::vector<std::string> Callees = calleesOf(Function);
  if (Callees.empty()) {
    if (Function.Class == AllocationClass::None)
      note("it calls nothing");
    return;
  }
  std::vector<std::string> Seen, Modelled;
  for (const std::string &Callee : Callees) {
    bool Unseen = llvm::any_of(Function.Assumptions, [&](const auto &Made) {
      return Made.Kind == AssumptionKind::Callee && Made.Name == Callee;
    });
    if (!Unseen)
      (isAnalysed(Answer, Callee) ? Seen : Modelled).push_back(Callee);
  }
  size_t Known = Seen.size() + Modelled.size();
  if (Known == 0)
    return;
  std::string Text = Known == 1 ? "it calls a function that does not allocate: "
                                : "it calls " + std::to_string(Known) +
                                      " functions, and none of them "
                                      "allocates: ";
  if (Function.Class == AllocationClass::Unknown)
    Text = "of what it calls, this is known not to allocate: ";
  Text += listWords(Seen, "'", MostNames);
  if (!Modelled.empty())
    Text += (Seen.empty() ? "" : "; ") +
            ("by the models " + listWords(Modelled, "'", MostNames));
  note(Text);
}

//===-- What is not known -------------------------------------------------===//

void Explanation::assume(const Assumption &Made, size_t More) {
  std::string Text = assumptionWords(Made);
  std::vector<std::string> Way = wayTo(Answer, Function, Made);
  if (!Way.empty())
    Text += ", reached through " + listWords(Way, "'", 4);
  if (More != 0)
    Text += "; the same in " + counted(More, "more place");
  Messages.say(Made.Where, Level::Note, Text);
  Messages.snippet(Made.Where);
}

/// What says the same of several places is told at the first, in the function
/// itself if it is there.
void Explanation::assumeAll(Code Which) {
  std::vector<std::pair<const Assumption *, size_t>> Groups;
  for (const Assumption &Made : Function.Assumptions) {
    if (isUnseenCode(Made.Kind) != (Which == Code::Unseen))
      continue;
    auto Same = llvm::find_if(Groups, [&](const auto &Group) {
      return assumptionWords(*Group.first) == assumptionWords(Made);
    });
    if (Same == Groups.end()) {
      Groups.push_back({&Made, 0});
      continue;
    }
    ++Same->second;
    if (!isInside(Starts, Function, Same->first->Where) &&
        isInside(Starts, Function, Made.Where))
      Same->first = &Made;
  }
  for (const auto &[Made, More] : Groups)
    assume(*Made, More);
}

void Explanation::explainUnseen() {
  assumeAll(Code::Unseen);
  if (Function.Class != AllocationClass::Unknown)
    return;
  note("if what was not seen does not allocate, it is " +
       className(Function.ClassIfAssumed) + ": " +
       classWords(Function.ClassIfAssumed));
  if (llvm::any_of(Function.Assumptions, [](const Assumption &Made) {
        return Made.Kind == AssumptionKind::Callee;
      }))
    Messages.say({}, Level::Note,
                 "say what functions without a body do with --models FILE");
}

//===-- Memory that gets out ----------------------------------------------===//

static std::string escapeWords(const Surface &Answer, const Escape &Out) {
  std::string Text =
      "memory of family '" + Out.Family + "' gets out: " + exitWords(Out);
  if (!Out.Type.empty())
    Text += " ('" + Out.Type + "', " +
            (Out.Opaque ? "opaque)" : "the caller can look into it)");
  if (!Out.Release.empty())
    Text += ", released by " + listWords(Out.Release, "'", 2);
  if (!Out.Owner.empty())
    Text += ", owned by " + Out.Owner;
  std::string Flaws = Out.Opaque ? handleFlaws(Answer, Out) : "";
  return Flaws.empty() ? Text : Text + "; " + Flaws;
}

void Explanation::explainEscapes() {
  std::vector<const Escape *> Ways;
  Ways.reserve(Function.Escapes.size());
  for (const Escape &Out : Function.Escapes)
    Ways.push_back(&Out);
  // What the caller can see makes the class worse than what it cannot.
  llvm::stable_sort(Ways, [](const Escape *A, const Escape *B) {
    return A->Opaque < B->Opaque;
  });
  // To cut one is no gain.
  size_t Most = Ways.size() == MostEscapes + 1 ? Ways.size() : MostEscapes;
  for (const Escape *Out : llvm::ArrayRef(Ways).take_front(Most))
    tell(escapeWords(Answer, *Out), Out->Witness);
  std::vector<std::string> Rest;
  for (const Escape *Out :
       llvm::ArrayRef(Ways).drop_front(std::min(Most, Ways.size())))
    Rest.push_back(exitWords(*Out));
  if (!Rest.empty())
    note("memory gets out in " + counted(Rest.size(), "more way") + ": " +
         listWords(Rest, "", MostNames));
}

/// The allocators that others choose.
void Explanation::explainAllocators() {
  for (const Allocator &Source : Function.Allocators) {
    std::string Text;
    if (Source.Argument)
      Text = "the caller's allocator is " +
             argumentWords(Source.Argument, Source.Path);
    else if (!Source.Hook.empty())
      Text =
          "the allocator in the global '" + Source.Hook + "' can be replaced";
    if (!Text.empty())
      note(Text + (Source.Default.empty()
                       ? ""
                       : ", by default '" + Source.Default + "'"));
  }
}

//===-- Memory that stays -------------------------------------------------===//

static std::string siteWords(const Site &Place) {
  std::string Of = "memory of family '" + Place.Family + "'" +
                   (Place.Kind == AllocatorKind::Heap
                        ? ""
                        : " (" + kindName(Place.Kind).str() + ")");
  if (!Place.Within.empty())
    return Of + " does not leave '" + Place.Within + "'";
  std::vector<std::string> Ends;
  if (Place.Kept)
    Ends.push_back("is kept by the library");
  if (Place.Freed)
    Ends.push_back("is released on every path");
  else if (Place.Ends.size() > size_t(Place.Kept) + size_t(Place.Lost))
    Ends.push_back("is released");
  if (Place.Lost)
    Ends.push_back("is lost on some path");
  return Of + " " + (Ends.empty() ? "stays inside" : llvm::join(Ends, ", or "));
}

void Explanation::explainSite(const Site &Place) {
  if (!Place.Within.empty()) {
    // How the callee comes to it is the callee's matter.
    Messages.say({Place.Witness.back().Where, siteWords(Place)},
                 Diagnostics::Detail::Snippets);
    return;
  }
  std::vector<Step> Steps = Place.Witness;
  llvm::append_range(Steps, Place.Ends);
  tell(siteWords(Place), Steps);
}

bool Explanation::isKnownContained() const {
  return Function.ClassIfAssumed == AllocationClass::Contained;
}

void Explanation::explainSites() {
  std::vector<const Site *> Inside;
  for (const Site &Place : Function.Sites)
    if (!Place.Escapes)
      Inside.push_back(&Place);
  if (Inside.empty())
    return;
  // Beside memory that gets out, memory that stays is no reason for anything.
  if (!isKnownContained())
    return note(counted(Inside.size(), "other allocation") +
                (Inside.size() == 1 ? " stays" : " stay") + " inside");
  size_t Most = Inside.size() == MostSites + 1 ? Inside.size() : MostSites;
  for (const Site *Place : llvm::ArrayRef(Inside).take_front(Most))
    explainSite(*Place);
  if (Inside.size() > Most)
    note(counted(Inside.size() - Most, "more allocation") + " of this kind");
}

void Explanation::explainStackUse() {
  for (const Allocator &Source : Function.Allocators)
    if (Source.Kind == AllocatorKind::Stack)
      for (const Step &One : Source.Witness)
        Messages.say(One, Diagnostics::Detail::Snippets);
}

//===-- The rest of the record --------------------------------------------===//

void Explanation::explainKept() {
  for (const Retention &Kept : Function.Retains)
    if (!Kept.Fresh || !isKnownContained())
      tell(
          "the global '" + Kept.Global + "' keeps " +
              (Kept.Fresh ? "memory" : argumentWords(Kept.Argument, Kept.Path)),
          Kept.Witness);
  for (const Leak &Lost : Function.Leaks)
    if (!isKnownContained())
      tell("memory of family '" + Lost.Family +
               "' is lost: not freed, and nothing points to it afterwards",
           Lost.Witness);
  for (const Keep &Kept : Function.Stores)
    note(argumentWords(Kept.Argument, Kept.Path) + " is kept in " +
         argumentWords(Kept.Into, Kept.IntoPath));
}

void Explanation::explainReleases() {
  for (const Release &Freed : Function.Releases) {
    std::string Text = argumentWords(Freed.Argument, Freed.Path) +
                       " is released " +
                       (Freed.Always ? "in every call" : "in some calls") +
                       (Freed.Deferred ? ", at a later time" : "");
    if (Freed.Where)
      Messages.say({Freed.Where, Text}, Diagnostics::Detail::Snippets);
    else
      note(Text);
  }
}

void Explanation::explainResult() {
  std::string Text;
  switch (Function.Result) {
  case Ownership::None:
    return;
  case Ownership::Owned:
    Text = "the caller owns the result";
    break;
  case Ownership::Borrowed:
    Text = "the result is borrowed";
    break;
  case Ownership::Sometimes:
    Text = "the caller owns the result in some calls and not in others";
    break;
  }
  for (const Borrow &From : Function.Borrows)
    Text += (&From == &Function.Borrows.front() ? "; borrowed from " : ", ") +
            (From.FromArgument ? argumentWords(From.Argument, From.Path)
                               : std::string("static memory"));
  if (!Function.Condition.empty())
    Text += "; owned if " + Function.Condition;
  if (Function.Nullable)
    Text += "; it may be null";
  note(Text);
}

void Explanation::explainStack() {
  const Stack &Used = Function.Stack;
  if (Used.Bytes == 0 && Used.Bounded && !Used.Recursive)
    return;
  std::string Text;
  if (Used.Bytes != 0 || (Used.Bounded && Used.Recursive))
    Text = "the deepest known chain of calls takes " +
           std::to_string(Used.Bytes) + " bytes of stack" +
           (Used.Recursive ? ", it is recursive" : "") +
           (Used.Bounded ? "" : ", and nothing bounds it");
  else
    Text = Used.Recursive ? "it is recursive, and nothing bounds the stack"
                          : "nothing bounds the stack that it takes";
  note(Text);
}

static std::string stateWords(const Promised &Given) {
  switch (Given.Is) {
  case Promised::State::Holds:
    return ", and holds";
  case Promised::State::Broken:
    return ", but it " + Given.Problem;
  case Promised::State::Unclear:
    return ", and whether it holds is not known";
  }
  llvm_unreachable("every state has words");
}

void Explanation::explainContracts() {
  for (const Promised &Each : Function.Contracts)
    Messages.say(Each.Word.Where, Level::Note,
                 "'" + Each.Word.Text + "' is promised here" +
                     stateWords(Each));
}

void Explanation::write() {
  head();
  explainUnseen();
  explainAllocators();
  explainEscapes();
  explainSites();
  explainNone();
  explainStackUse();
  explainKept();
  explainReleases();
  explainResult();
  explainStack();
  explainContracts();
  assumeAll(Code::Known);
}

//===-- The names ---------------------------------------------------------===//

llvm::Error membrane::explain(const Surface &Answer, llvm::StringRef Name,
                              const TextStyle &Style, llvm::raw_ostream &Out) {
  auto Found = functionsCalled(Answer, Name);
  if (!Found)
    return Found.takeError();
  Diagnostics Messages(Answer, Style, Out);
  if (Found->size() > 1) {
    Messages.say({}, Level::Note,
                 counted(Found->size(), "function") + " are called '" +
                     Name.str() + "'; FILE:NAME picks those of one file");
    for (const SurfaceFunction *Each : *Found)
      Messages.say(Each->Where, Level::Note,
                   "'" + Each->Signature + "' is " +
                       className(Each->Class).str());
    Out << '\n';
  }
  for (const SurfaceFunction *Each : *Found) {
    if (Each != Found->front())
      Out << '\n';
    Explanation(Answer, *Each, Messages).write();
  }
  return llvm::Error::success();
}

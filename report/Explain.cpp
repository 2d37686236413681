// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Why a function has its class: the steps of every witness with their source
// lines, and what the answer rests on.
//
// Takes a surface and a name; prints every function of that name. Steps that
// an earlier escape has shown are not shown again.

#include "report/Columns.h"
#include "report/Diagnostics.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace membrane;

namespace {
class Explanation {
public:
  Explanation(const Surface &Answer, const TextStyle &Style,
              llvm::raw_ostream &Out)
      : Answer(Answer), Messages(Answer, Style, Out) {}

  void write(const SurfaceFunction &Function);

private:
  void head(const SurfaceFunction &Function);
  void explainNone(const SurfaceFunction &Function);
  void explainUnseen(const SurfaceFunction &Function);
  void explainEscapes(const SurfaceFunction &Function);
  void explainContained(const SurfaceFunction &Function);
  void explainKept(const SurfaceFunction &Function);
  void explainResult(const SurfaceFunction &Function);
  void explainStack(const SurfaceFunction &Function);
  void assume(const Assumption &Made);
  /// A note at the witness's place, then its steps.
  void tell(const SurfaceFunction &Function, llvm::StringRef Message,
            llvm::ArrayRef<Step> Witness);

  const Surface &Answer;
  Diagnostics Messages;
};
} // namespace

static bool sameSteps(llvm::ArrayRef<Step> Left, llvm::ArrayRef<Step> Right) {
  return llvm::equal(Left, Right, [](const Step &One, const Step &Other) {
    return One.Where == Other.Where && One.Message == Other.Message;
  });
}

void Explanation::tell(const SurfaceFunction &Function, llvm::StringRef Message,
                       llvm::ArrayRef<Step> Witness) {
  Messages.say(placeIn(Answer, Function, Witness), Level::Note, Message);
  Messages.say(Witness, Diagnostics::Detail::Snippets);
}

void Explanation::head(const SurfaceFunction &Function) {
  Messages.say(Function.Where, Level::Remark,
               "'" + Function.Name + "' is " + className(Function.Class).str() +
                   ": " + classWords(Function.Class).str());
  Messages.snippet(Function.Where);
}

void Explanation::explainNone(const SurfaceFunction &Function) {
  if (Function.Class != AllocationClass::None)
    return;
  Messages.say(Function.Where, Level::Note,
               Function.Callees.empty()
                   ? "it calls nothing"
                   : "it calls " + listWords(Function.Callees, "'", 12) +
                         ", and none of them allocates");
}

void Explanation::assume(const Assumption &Made) {
  Messages.say(Made.Where, Level::Note, assumptionWords(Made));
  Messages.snippet(Made.Where);
}

void Explanation::explainUnseen(const SurfaceFunction &Function) {
  bool IsUnknown = Function.Class == AllocationClass::Unknown;
  for (const Assumption &Made : Function.Assumptions)
    assume(Made);
  if (!IsUnknown)
    return;
  Messages.say(Function.Where, Level::Note,
               "if what was not seen does not allocate, it is " +
                   className(Function.ClassIfAssumed).str() + ": " +
                   classWords(Function.ClassIfAssumed).str());
  if (llvm::any_of(Function.Assumptions, [](const Assumption &Made) {
        return Made.Kind == AssumptionKind::Callee;
      }))
    Messages.say({}, Level::Note,
                 "say what functions without a body do with --models FILE");
}

static std::string escapeWords(const Surface &Answer, const Escape &Out) {
  std::string Text =
      "memory of family '" + Out.Family + "' gets out: " + exitWords(Out);
  if (!Out.Type.empty())
    Text += " ('" + Out.Type + "', " +
            (Out.Opaque ? "opaque)" : "the caller can look into it)");
  if (!Out.Release.empty())
    Text += ", released by " + listWords(Out.Release, "'", 4);
  if (!Out.Owner.empty())
    Text += ", owned by " + Out.Owner;
  std::string Flaws = Out.Opaque ? handleFlaws(Answer, Out) : "";
  return Flaws.empty() ? Text : Text + "; " + Flaws;
}

void Explanation::explainEscapes(const SurfaceFunction &Function) {
  llvm::SmallVector<const Escape *> Shown;
  for (const Escape &Out : Function.Escapes) {
    bool Told = llvm::any_of(Shown, [&](const Escape *Before) {
      return sameSteps(Before->Witness, Out.Witness);
    });
    tell(Function, escapeWords(Answer, Out),
         Told ? llvm::ArrayRef<Step>() : llvm::ArrayRef(Out.Witness));
    Shown.push_back(&Out);
  }
}

static std::string allocatorWords(const Allocator &Source) {
  std::string Text = "memory of family '" + Source.Family + "' (" +
                     kindName(Source.Kind).str() + ") is allocated";
  if (Source.Argument)
    Text += " by the caller's allocator in " +
            argumentWords(Source.Argument, Source.Path);
  if (!Source.Hook.empty())
    Text += " through the global '" + Source.Hook + "'";
  if (!Source.Default.empty())
    Text += ", by default '" + Source.Default + "'";
  return Text;
}

// Allocators whose memory no escape tells of.
void Explanation::explainContained(const SurfaceFunction &Function) {
  bool Any = false;
  for (const Allocator &Source : Function.Allocators) {
    if (llvm::any_of(Function.Escapes, [&](const Escape &Out) {
          return Out.Family == Source.Family;
        }))
      continue;
    tell(Function, allocatorWords(Source), Source.Witness);
    Any |= Source.Kind != AllocatorKind::Stack;
  }
  if (Any)
    Messages.say(Function.Where, Level::Note,
                 "nothing of that is reachable through the result, an "
                 "argument, a callback or a public variable");
}

void Explanation::explainKept(const SurfaceFunction &Function) {
  for (const Retention &Kept : Function.Retains)
    tell(Function,
         "the global '" + Kept.Global + "' keeps " +
             (Kept.Fresh ? "memory" : argumentWords(Kept.Argument, Kept.Path)),
         Kept.Witness);
  for (const Leak &Lost : Function.Leaks)
    tell(Function,
         "memory of family '" + Lost.Family +
             "' is lost: not freed, and nothing points to it afterwards",
         Lost.Witness);
  for (const Keep &Kept : Function.Stores)
    Messages.say(Function.Where, Level::Note,
                 argumentWords(Kept.Argument, Kept.Path) + " is kept in " +
                     argumentWords(Kept.Into, Kept.IntoPath));
  for (const Release &Freed : Function.Releases)
    Messages.say(Function.Where, Level::Note,
                 argumentWords(Freed.Argument, Freed.Path) + " is released " +
                     (Freed.Always ? "in every call" : "in some calls") +
                     (Freed.Deferred ? ", at a later time" : ""));
}

void Explanation::explainResult(const SurfaceFunction &Function) {
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
    Text += ": " + Function.Condition;
  if (Function.Nullable)
    Text += "; it may be null";
  Messages.say(Function.Where, Level::Note, Text);
}

void Explanation::explainStack(const SurfaceFunction &Function) {
  const Stack &Used = Function.Stack;
  if (Used.Bytes == 0 && Used.Bounded && !Used.Recursive)
    return;
  Messages.say(Function.Where, Level::Note,
               "the deepest known chain of calls takes " +
                   std::to_string(Used.Bytes) + " bytes of stack" +
                   (Used.Recursive ? ", it is recursive" : "") +
                   (Used.Bounded ? "" : ", and nothing bounds it"));
}

void Explanation::write(const SurfaceFunction &Function) {
  head(Function);
  explainUnseen(Function);
  explainEscapes(Function);
  explainContained(Function);
  explainNone(Function);
  explainKept(Function);
  explainResult(Function);
  explainStack(Function);
}

//===-- Names -------------------------------------------------------------===//

static bool isCalled(const SurfaceFunction &Function, llvm::StringRef Name) {
  llvm::StringRef Own = Function.Name;
  return Own == Name || Function.Mangled == Name ||
         (Own.ends_with(Name) && Own.drop_back(Name.size()).ends_with("::"));
}

// The names that are nearest to Name, best first; none that is far.
static std::vector<std::string> similarNames(const Surface &Answer,
                                             llvm::StringRef Name) {
  unsigned Far = std::max<size_t>(2, Name.size() / 3) + 1;
  std::vector<std::pair<unsigned, std::string>> Near;
  for (const SurfaceFunction &Function : Answer.Functions) {
    unsigned Distance = Name.edit_distance(Function.Name, true, Far);
    if (Distance < Far)
      Near.emplace_back(Distance, Function.Name);
  }
  llvm::sort(Near);
  Near.erase(llvm::unique(Near), Near.end());
  std::vector<std::string> Names;
  for (const auto &[Distance, Similar] : llvm::ArrayRef(Near).take_front(3))
    Names.push_back(Similar);
  return Names;
}

static llvm::Error notFound(const Surface &Answer, llvm::StringRef Name) {
  std::vector<std::string> Similar = similarNames(Answer, Name);
  std::string Hint =
      Similar.empty() ? "a scan with --format=json lists all that were analysed"
                      : "did you mean '" + llvm::join(Similar, "' or '") + "'?";
  return llvm::createStringError("no function is called '" + Name + "'; " +
                                 Hint);
}

llvm::Error membrane::explain(const Surface &Answer, llvm::StringRef Name,
                              const TextStyle &Style, llvm::raw_ostream &Out) {
  Explanation Why(Answer, Style, Out);
  bool Found = false;
  for (const SurfaceFunction &Function : Answer.Functions) {
    if (Name.empty() || !isCalled(Function, Name))
      continue;
    if (Found)
      Out << '\n';
    Found = true;
    Why.write(Function);
  }
  return Found ? llvm::Error::success() : notFound(Answer, Name);
}

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function's record in few words, for people.

#include "report/Words.h"
#include "report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/JSON.h"
#include <vector>

using namespace membrane;

std::string membrane::argumentName(ArgumentRef Argument) {
  if (Argument.Index == ArgumentRef::This)
    return "this";
  if (Argument.Index == ArgumentRef::Variadic)
    return "...";
  return std::to_string(Argument.Index);
}

static std::string withPath(std::string Base, llvm::StringRef Path) {
  // "->f", ".f" and "[]" stick to what they belong to, '*' would hide.
  if (Path.starts_with("*"))
    Base += " ";
  return Base + Path.str();
}

std::string membrane::argumentWords(ArgumentRef Argument,
                                    llvm::StringRef Path) {
  if (Argument.Index == ArgumentRef::This)
    return withPath("this", Path);
  if (Argument.Index == ArgumentRef::Variadic)
    return withPath("variadic argument", Path);
  return withPath("argument " + argumentName(Argument), Path);
}

std::string membrane::exitWords(const Escape &Out) {
  switch (Out.To) {
  case Exit::Return:
    return withPath("return", Out.Path);
  case Exit::Argument:
    return argumentWords(Out.Argument, Out.Path);
  case Exit::Callback:
    return withPath(Out.Argument ? "callback " + argumentName(Out.Argument)
                                 : "callback",
                    Out.Path);
  case Exit::Exception:
    return withPath("exception", Out.Path);
  case Exit::Global:
    return Out.Path.empty() ? "global" : "global " + Out.Path;
  }
  llvm_unreachable("every exit has words");
}

std::string membrane::listWords(llvm::ArrayRef<std::string> Names,
                                llvm::StringRef Quote, size_t Most) {
  std::string Text;
  size_t Shown = std::min(Names.size(), Most);
  for (size_t Index = 0; Index < Shown; ++Index)
    Text += (Index ? ", " : "") + Quote.str() + Names[Index] + Quote.str();
  if (Names.size() > Shown)
    Text += " and " + std::to_string(Names.size() - Shown) + " more";
  return Text;
}

std::string membrane::choiceWords(llvm::ArrayRef<std::string> Names,
                                  llvm::StringRef Quote) {
  static constexpr size_t Most = 4;
  std::string Text;
  size_t Shown = Names.size() > Most ? Most - 1 : Names.size();
  for (size_t Index = 0; Index < Shown; ++Index)
    Text += (Index ? " or " : "") + Quote.str() + Names[Index] + Quote.str();
  if (Names.size() > Shown)
    Text += " or one of " + std::to_string(Names.size() - Shown) + " others";
  return Text;
}

//===-- Escapes -----------------------------------------------------------===//

// The record of the type that a pointer leads to.
static const SurfaceType *typeBehind(const Surface &Answer,
                                     llvm::StringRef Pointer) {
  llvm::StringRef Pointee = Pointer.rtrim("* ");
  Pointee.consume_front("const ");
  for (const SurfaceType &Type : Answer.Types)
    if (Type.Name == Pointer || Type.Name == Pointee)
      return &Type;
  return nullptr;
}

std::string membrane::handleFlaws(const Surface &Answer, const Escape &Out) {
  std::vector<std::string> Flaws;
  const SurfaceType *Handle = typeBehind(Answer, Out.Type);
  if (Out.Release.empty() && (!Handle || Handle->Release.empty()))
    Flaws.push_back("no release");
  else if (Handle && !Handle->Release.empty() &&
           Handle->ReleaseComplete == false)
    Flaws.push_back("release incomplete");
  if (Handle && !Handle->Leaks.empty())
    Flaws.push_back("pointers into it get out through " +
                    listWords(Handle->Leaks, "'", 2));
  return llvm::join(Flaws, ", ");
}

// The function that the family's allocator is if the caller gives none.
static llvm::StringRef defaultOf(const SurfaceFunction &Function,
                                 llvm::StringRef Family) {
  for (const Allocator &Source : Function.Allocators)
    if (Source.Family == Family)
      return Source.Default;
  return "";
}

// What escapes of one family with one release have in common.
static std::string sourceWords(const Surface &Answer,
                               const SurfaceFunction &Function,
                               const Escape &Out) {
  std::string Text = " ← " + Out.Family;
  llvm::StringRef Default = defaultOf(Function, Out.Family);
  if (!Default.empty())
    Text += ", by default " + Default.str();
  if (!Out.Release.empty())
    Text += "; release " + choiceWords(Out.Release, "");
  if (!Out.Opaque)
    return Text;
  std::string Flaws = handleFlaws(Answer, Out);
  return Text + (Flaws.empty() ? "; opaque" : "; opaque, but " + Flaws);
}

// Escapes that come from the same source share one phrase.
static void addEscapes(const Surface &Answer, const SurfaceFunction &Function,
                       std::vector<std::string> &Phrases) {
  std::vector<std::pair<std::string, std::vector<std::string>>> Groups;
  for (const Escape &Out : Function.Escapes) {
    std::string Source = sourceWords(Answer, Function, Out);
    auto Group = llvm::find_if(
        Groups, [&](const auto &Each) { return Each.first == Source; });
    if (Group == Groups.end())
      Group = Groups.insert(Groups.end(), {Source, {}});
    Group->second.push_back(exitWords(Out));
  }
  for (const auto &[Source, Exits] : Groups)
    Phrases.push_back(listWords(Exits, "", 3) + Source);
}

//===-- The rest of the record --------------------------------------------===//

// What is allocated and does not get out, by family.
static void addContained(const SurfaceFunction &Function,
                         std::vector<std::string> &Phrases) {
  std::vector<std::string> Families;
  for (const Allocator &Source : Function.Allocators) {
    bool GetsOut = llvm::any_of(Function.Escapes, [&](const Escape &Out) {
      return Out.Family == Source.Family;
    });
    if (Source.Kind != AllocatorKind::Stack && !GetsOut &&
        !llvm::is_contained(Families, Source.Family))
      Families.push_back(Source.Family);
  }
  if (!Families.empty())
    Phrases.push_back(listWords(Families, "", 3) + " stays inside");
}

// The first phrases about one matter, and how many others there are.
static void addSome(llvm::ArrayRef<std::string> All, llvm::StringRef Rest,
                    std::vector<std::string> &Phrases) {
  static constexpr size_t Most = 2;
  for (const std::string &Text : All.take_front(Most))
    Phrases.push_back(Text);
  if (All.size() > Most)
    Phrases.push_back(Rest.str() + " " + std::to_string(All.size() - Most) +
                      " more");
}

static void addKept(const SurfaceFunction &Function,
                    std::vector<std::string> &Phrases) {
  std::vector<std::string> Retained, Stored, Released;
  Retained.reserve(Function.Retains.size());
  Stored.reserve(Function.Stores.size());
  Released.reserve(Function.Releases.size());
  for (const Retention &Kept : Function.Retains)
    Retained.push_back(
        "keeps " +
        (Kept.Fresh ? "memory" : argumentWords(Kept.Argument, Kept.Path)) +
        " in " + Kept.Global);
  for (const Keep &Kept : Function.Stores)
    Stored.push_back("stores " + argumentWords(Kept.Argument, Kept.Path) +
                     " in " + argumentWords(Kept.Into, Kept.IntoPath));
  for (const Release &Freed : Function.Releases)
    Released.push_back((Freed.Always ? "releases " : "may release ") +
                       argumentWords(Freed.Argument, Freed.Path));
  addSome(Released, "releases", Phrases);
  addSome(Stored, "stores", Phrases);
  addSome(Retained, "keeps", Phrases);
  if (!Function.Leaks.empty())
    Phrases.push_back("leaks " + Function.Leaks.front().Family);
}

static void addResult(const SurfaceFunction &Function,
                      std::vector<std::string> &Phrases) {
  if (Function.Result != Ownership::Borrowed &&
      Function.Result != Ownership::Sometimes)
    return;
  std::vector<std::string> Sources;
  Sources.reserve(Function.Borrows.size());
  for (const Borrow &From : Function.Borrows)
    Sources.push_back(From.FromArgument
                          ? argumentWords(From.Argument, From.Path)
                          : "static memory");
  std::string Text =
      Function.Result == Ownership::Borrowed ? "borrows" : "sometimes borrows";
  if (!Sources.empty())
    Text += " " + listWords(Sources, "", 2);
  if (!Function.Condition.empty())
    Text += ", owned if " + Function.Condition;
  Phrases.push_back(Text);
}

// What is not named is told by its kind.
static std::string nameOf(const Assumption &Made) {
  return Made.Name.empty() ? assumptionName(Made.Kind).str() : Made.Name;
}

static void addUnseen(const SurfaceFunction &Function,
                      std::vector<std::string> &Phrases) {
  if (Function.Class != AllocationClass::Unknown)
    return;
  std::vector<std::string> Unseen;
  for (const Assumption &Made : Function.Assumptions)
    if (isUnseenCode(Made.Kind) && !llvm::is_contained(Unseen, nameOf(Made)))
      Unseen.push_back(nameOf(Made));
  Phrases.push_back("not seen: " + listWords(Unseen, "", 3));
  Phrases.push_back("else " + className(Function.ClassIfAssumed).str());
}

std::string membrane::memoryWords(const Surface &Answer,
                                  const SurfaceFunction &Function) {
  std::vector<std::string> Phrases;
  addUnseen(Function, Phrases);
  addEscapes(Answer, Function, Phrases);
  addContained(Function, Phrases);
  addKept(Function, Phrases);
  addResult(Function, Phrases);
  if (!Function.Stack.Bounded)
    Phrases.push_back("unbounded stack");
  return llvm::join(Phrases, "; ");
}

llvm::StringRef membrane::classWords(AllocationClass Class) {
  switch (Class) {
  case AllocationClass::None:
    return "no path allocates, callees included";
  case AllocationClass::Contained:
    return "it allocates, but nothing of that is reachable by the caller once "
           "it returns";
  case AllocationClass::Parameterized:
    return "every allocation goes through an allocator that the caller "
           "supplied";
  case AllocationClass::Opaque:
    return "memory gets out, but only behind types that the caller cannot "
           "look into";
  case AllocationClass::Escaping:
    return "memory gets out where the caller can see it";
  case AllocationClass::Unknown:
    return "code that could change the answer was not seen";
  }
  llvm_unreachable("every class has words");
}

std::string membrane::assumptionWords(const Assumption &Made) {
  std::string Named =
      Made.Name.empty() ? "what is called here" : "'" + Made.Name + "'";
  switch (Made.Kind) {
  case AssumptionKind::Callee:
    return Named + " has neither a body nor a model";
  case AssumptionKind::Pointer:
    return "the program does not show every target of the call through " +
           Named;
  case AssumptionKind::Callback:
    return Named + " is the caller's own function";
  case AssumptionKind::Assembly:
    return "inline assembly may call or write memory: " + Named;
  case AssumptionKind::Construct:
    return Named + " is not understood";
  case AssumptionKind::Bound:
    return "the limit " + Named + " of the analysis was reached";
  case AssumptionKind::Annotation:
    return "the annotation of " + Named + " is believed";
  case AssumptionKind::Weak:
    return "the weak definition of " + Named +
           " is taken for the one that is used";
  }
  llvm_unreachable("every kind of assumption has words");
}

std::string membrane::uriOf(llvm::StringRef Path) {
  std::string Uri;
  for (char Byte : Path)
    if (llvm::isAlnum(Byte) || llvm::StringRef("-._~/").contains(Byte))
      Uri += Byte;
    else
      Uri += "%" + llvm::toHex(llvm::StringRef(&Byte, 1));
  return Uri;
}

std::string membrane::repaired(llvm::StringRef Text) {
  return llvm::json::isUTF8(Text) ? Text.str() : llvm::json::fixUTF8(Text);
}

std::string membrane::wholeMessage(const Finding &Found) {
  return Found.Message + (Found.Advice.empty() ? "" : "; ") + Found.Advice;
}

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The record of a function against what its declarations promise.
//
// A promise is broken if the record shows something worse. Where code that was
// not seen could still break it, it is unclear, which is no finding. Promises
// about one function are also held against each other.

#include "analysis/surface/Contracts.h"

#include "analysis/escape/Escape.h"
#include "analysis/link/Link.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace membrane;

namespace {

/// What a review may ask beside the function's own record.
struct Surroundings {
  llvm::StringSet<> Functions; ///< of the program
  const Models &Known;
};

/// One promise of one function.
class Review {
public:
  Review(const SurfaceFunction &Function, const Surroundings *Around)
      : Function(Function), Around(Around) {}

  Promised run(const Contract &Word);

private:
  void check(const Contract &Word);
  void checkClass(AllocationClass Worst);
  void checkAllocators(int32_t Argument);
  void checkRelease(llvm::StringRef Release);
  bool gives(const Escape &Out, llvm::StringRef Release) const;
  bool isNested(const Escape &Out) const;
  bool isSeen(llvm::StringRef Release) const;
  void checkOwned();
  void checkBorrowed(int32_t Argument);
  void checkFresh();
  void checkNotNull();
  void checkTakenOver(int32_t Argument);
  bool seesAll() const { return Function.Class != AllocationClass::Unknown; }
  void broken(std::string Problem, std::vector<Step> Witness = {});

  const SurfaceFunction &Function;
  const Surroundings *Around; ///< null: only what the record says counts
  Promised Result;
};

} // namespace

static std::string argumentWords(ArgumentRef Argument) {
  if (Argument.Index == ArgumentRef::This)
    return "the object";
  if (Argument.Index == ArgumentRef::Variadic)
    return "the variadic arguments";
  return "argument " + std::to_string(Argument.Index);
}

static std::string exitWords(const Escape &Out) {
  switch (Out.To) {
  case Exit::Return:
    return "the result";
  case Exit::Argument:
    return argumentWords(Out.Argument);
  case Exit::Callback:
    return "a callback";
  case Exit::Global:
    return "a public variable";
  case Exit::Exception:
    return "an exception";
  }
  return "";
}

/// The first problem is told.
void Review::broken(std::string Problem, std::vector<Step> Witness) {
  if (Result.Is == Promised::State::Broken)
    return;
  Result.Is = Promised::State::Broken;
  Result.Problem = std::move(Problem);
  Result.Witness = std::move(Witness);
}

/// The way of memory that makes the class as bad as it is.
static std::vector<Step> worstWay(const SurfaceFunction &Function,
                                  AllocationClass Class) {
  for (const Escape &Out : Function.Escapes)
    if (Class == AllocationClass::Opaque || !Out.Opaque)
      return Out.Witness;
  for (const Allocator &Source : Function.Allocators)
    if (!Source.Witness.empty())
      return Source.Witness;
  return {};
}

void Review::checkClass(AllocationClass Worst) {
  // Of an unknown one it is sure that it is at least as bad as this.
  AllocationClass Class = seesAll() ? Function.Class : Function.ClassIfAssumed;
  if (Class > Worst && Class != AllocationClass::Unknown)
    return broken("is " + className(Class).str(), worstWay(Function, Class));
  if (!seesAll() && Worst != AllocationClass::Escaping)
    Result.Is = Promised::State::Unclear;
}

void Review::checkAllocators(int32_t Argument) {
  for (const Allocator &Source : Function.Allocators)
    if (Source.Argument && Source.Argument.Index != Argument)
      return broken("allocates from " + argumentWords(Source.Argument),
                    Source.Witness);
}

/// Whether a contract that names Release means the function Name.
static bool means(llvm::StringRef Release, llvm::StringRef Name) {
  return Name == Release || (Name.ends_with(Release) &&
                             Name.drop_back(Release.size()).ends_with("::"));
}

static std::string releaseWords(const Escape &Out) {
  if (Out.Release.empty())
    return "and no function is known to release it";
  std::string Text = "and is released by ";
  for (size_t I = 0; I < Out.Release.size(); ++I)
    Text += (I ? " or '" : "'") + Out.Release[I] + "'";
  return Text;
}

/// Whether the memory hangs under other memory that gets out the same way.
bool Review::isNested(const Escape &Out) const {
  return llvm::any_of(Function.Escapes, [&](const Escape &Other) {
    return Other.To == Out.To && Other.Argument == Out.Argument &&
           Other.Path.size() < Out.Path.size() &&
           llvm::StringRef(Out.Path).starts_with(Other.Path);
  });
}

/// Whether one call of Release gives this memory back, too.
bool Review::gives(const Escape &Out, llvm::StringRef Release) const {
  // What only the family's own function frees, it frees by itself.
  if (Out.Unreleased && isNested(Out))
    return false;
  if (llvm::any_of(Out.Release,
                   [&](llvm::StringRef Name) { return means(Release, Name); }))
    return true;
  const ModelFamily *Family =
      Around ? Around->Known.family(Out.Family) : nullptr;
  return Family && Family->Release == Release && !isNested(Out);
}

/// Whether it is known what a function releases.
bool Review::isSeen(llvm::StringRef Release) const {
  return !Around || Around->Known.find(Release) ||
         llvm::any_of(Around->Functions.keys(), [&](llvm::StringRef Name) {
           return means(Release, Name);
         });
}

/// All that gets out has to be given back by this one function, and where
/// there is a pointer as the result, has to get out by that.
void Review::checkRelease(llvm::StringRef Release) {
  for (const Escape &Out : Function.Escapes) {
    bool Argument = Out.To == Exit::Argument && !Function.PointerResult;
    if (Out.To != Exit::Return && !Argument)
      return broken("hands out memory through " + exitWords(Out), Out.Witness);
    if (gives(Out, Release))
      continue;
    if (!isSeen(Release)) {
      if (Result.Is == Promised::State::Holds)
        Result.Is = Promised::State::Unclear;
      continue;
    }
    std::string At = Out.Path.empty() ? "" : " at '" + Out.Path + "'";
    return broken("hands out memory through " + exitWords(Out) + At + ", " +
                      releaseWords(Out),
                  Out.Witness);
  }
}

void Review::checkOwned() {
  if (!Function.PointerResult || Function.Coarse)
    return;
  if (Function.Result == Ownership::Borrowed)
    return broken("returns memory that is not the caller's to release");
  if (Function.Result == Ownership::Sometimes)
    broken("returns memory that is not the caller's to release in some calls");
}

void Review::checkBorrowed(int32_t Argument) {
  if (Function.Coarse)
    return;
  if (Function.Result == Ownership::Owned ||
      Function.Result == Ownership::Sometimes) {
    std::vector<Step> Way;
    for (const Escape &Out : Function.Escapes)
      if (Out.To == Exit::Return && Way.empty())
        Way = Out.Witness;
    return broken("returns memory that the caller has to release", Way);
  }
  for (const Borrow &From : Function.Borrows) {
    bool Static = !From.FromArgument;
    if (Static && Argument != Contract::Static)
      return broken("returns memory that no argument leads to");
    if (!Static && From.Argument.Index != Argument)
      return broken("returns memory of " + argumentWords(From.Argument));
  }
  if (!seesAll())
    Result.Is = Promised::State::Unclear;
}

void Review::checkFresh() {
  for (const Borrow &From : Function.Borrows)
    if (From.FromArgument && From.Path.empty() && !Function.Coarse)
      return broken("may return " + argumentWords(From.Argument) + " itself");
}

/// That a result may be null is said of paths that cannot be taken, too.
void Review::checkNotNull() {
  if (Function.Nullable)
    Result.Is = Promised::State::Unclear;
}

/// Whether something becomes of an argument that the caller gives away.
void Review::checkTakenOver(int32_t Argument) {
  auto Is = [&](const auto &Row) { return Row.Argument.Index == Argument; };
  bool TakenOver = llvm::any_of(Function.Releases, Is) ||
                   llvm::any_of(Function.Stores, Is) ||
                   llvm::any_of(Function.Retains, Is);
  if (!TakenOver && seesAll())
    broken("neither releases nor keeps " +
           argumentWords(ArgumentRef{Argument}));
}

void Review::check(const Contract &Word) {
  if (auto Worst = worstPromised(Word.Form))
    checkClass(*Worst);
  switch (Word.Form) {
  case Promise::Parameterized:
    return checkAllocators(Word.Argument);
  case Promise::Opaque:
  case Promise::Owned:
    checkOwned();
    return checkRelease(Word.Release);
  case Promise::Borrowed:
    return checkBorrowed(Word.Argument);
  case Promise::Fresh:
    return checkFresh();
  case Promise::NotNull:
    return checkNotNull();
  case Promise::Taken:
  case Promise::Held:
    return checkTakenOver(Word.Argument);
  case Promise::Unreadable:
    return broken("has a contract that nobody understands");
  case Promise::None:
  case Promise::Contained:
  case Promise::Sized:
    return;
  }
}

Promised Review::run(const Contract &Word) {
  Result = Promised();
  Result.Word = Word;
  check(Word);
  return std::move(Result);
}

//===-- Against each other ------------------------------------------------===//

static bool releases(const Contract &Word) {
  return Word.Form == Promise::Opaque || Word.Form == Promise::Owned;
}

/// Whether no function can keep both, or the places should say the same.
static bool contradict(const Contract &A, const Contract &B) {
  if (A.Form == B.Form)
    // malloc(free) may stand beside malloc(realloc).
    return A.Argument != B.Argument ||
           (A.Release != B.Release &&
            !(llvm::StringRef(A.Text).starts_with("malloc(") &&
              llvm::StringRef(B.Text).starts_with("malloc(")));
  if (A.Form == Promise::Borrowed || B.Form == Promise::Borrowed) {
    const Contract &Other = A.Form == Promise::Borrowed ? B : A;
    return releases(Other) || Other.Form == Promise::Fresh;
  }
  // Compilers' attributes do not tell what is opaque.
  if (releases(A) && releases(B) && A.Release == B.Release)
    return !llvm::StringRef(A.Text).starts_with("malloc(") &&
           !llvm::StringRef(B.Text).starts_with("malloc(");
  return worstPromised(A.Form) && worstPromised(B.Form);
}

/// The earlier one that a contract contradicts, or null.
static const Contract *contradicted(llvm::ArrayRef<Contract> All,
                                    size_t Later) {
  for (size_t I = 0; I < Later; ++I)
    if (All[I].Form != Promise::Taken && All[I].Form != Promise::Held &&
        contradict(All[I], All[Later]))
      return &All[I];
  return nullptr;
}

static void findContradictions(SurfaceFunction &Function) {
  std::vector<Contract> All;
  for (const Promised &Each : Function.Contracts)
    All.push_back(Each.Word);
  for (size_t I = 0; I < All.size(); ++I) {
    const Contract *Other = contradicted(All, I);
    if (!Other)
      continue;
    Function.Contracts[I].Is = Promised::State::Broken;
    Function.Contracts[I].Problem = "also promises '" + Other->Text + "'";
    Function.Contracts[I].Witness = {
        {Other->Where, "'" + Other->Text + "' is promised here"}};
  }
}

/// "FILE:LINE: ", from the root on.
static std::string placeWords(const Surface &Answer, Location Where) {
  if (!Where)
    return "";
  llvm::StringRef File = Answer.Files[Where.File.Index];
  if (File.consume_front(Answer.Root))
    File.consume_front("/");
  return (File + ":" + llvm::Twine(Where.Line) + ": ").str();
}

/// No finding can be about a function that the program does not have.
static void noteUnseen(Surface &Answer, const Symbol &Named) {
  llvm::StringRef Name =
      Named.SourceName.empty() ? Named.Name : Named.SourceName;
  for (size_t I = 0; I < Named.Contracts.size(); ++I) {
    const Contract &Word = Named.Contracts[I];
    std::string Start =
        placeWords(Answer, Word.Where) + "'" + Name.str() + "' ";
    if (Word.Form == Promise::Unreadable)
      Answer.Notes.push_back(Start + "has the contract '" + Word.Text +
                             "', which nobody understands");
    else if (const Contract *Other = contradicted(Named.Contracts, I))
      Answer.Notes.push_back(Start + "promises '" + Word.Text + "' and also '" +
                             Other->Text + "'");
  }
}

static void noteUnclear(Surface &Answer) {
  size_t Count = 0;
  const SurfaceFunction *First = nullptr;
  for (const SurfaceFunction &Function : Answer.Functions)
    for (const Promised &Each : Function.Contracts)
      if (Each.Is == Promised::State::Unclear &&
          Each.Word.Form != Promise::NotNull && Count++ == 0)
        First = &Function;
  if (First)
    Answer.Notes.push_back(
        std::to_string(Count) +
        (Count == 1 ? " contract is" : " contracts are") +
        " not checked, as code was not seen that may break " +
        (Count == 1 ? "it: that" : "them; the first is that") + " of '" +
        First->Name + "'");
}

void membrane::checkContracts(Surface &Answer, const Program &Linked,
                              const Models &Known) {
  Surroundings Around{{}, Known};
  for (const SurfaceFunction &Function : Answer.Functions)
    Around.Functions.insert(Function.Name);
  for (SurfaceFunction &Function : Answer.Functions) {
    for (Promised &Each : Function.Contracts)
      Each = Review(Function, &Around).run(Each.Word);
    findContradictions(Function);
  }
  for (const Symbol &Named : Linked.Symbols)
    if (Named.Form == Symbol::Kind::Function && !Named.Defined &&
        !Named.Aliasee && !Named.Contracts.empty())
      noteUnseen(Answer, Named);
  noteUnclear(Answer);
}

//===-- What holds --------------------------------------------------------===//

static bool holds(const SurfaceFunction &Function, const Contract &Word) {
  return Review(Function, nullptr).run(Word).Is == Promised::State::Holds;
}

static Contract make(Promise Form, int32_t Argument, llvm::StringRef Release) {
  Contract Word;
  Word.Form = Form;
  Word.Argument = Argument;
  Word.Release = Release.str();
  Word.Text = promiseWord(Form).str();
  if (!Release.empty())
    Word.Text += "(" + Release.str() + ")";
  else if (Argument == Contract::This)
    Word.Text += "(this)";
  else if (Argument == Contract::Static)
    Word.Text += "(static)";
  else if (Argument >= 0)
    Word.Text += "(" + std::to_string(Argument) + ")";
  return Word;
}

/// A name that can stand in a contract: of a plain function.
static bool isPlainName(llvm::StringRef Name) {
  return !Name.empty() && !Name.starts_with("operator") && Name != "delete" &&
         llvm::all_of(Name, [](char Letter) {
           return llvm::isAlnum(Letter) || Letter == '_' || Letter == ':';
         });
}

static std::optional<Contract> releaseThatHolds(const SurfaceFunction &Function,
                                                Promise Form) {
  if (Function.Escapes.empty())
    return std::nullopt;
  for (const std::string &Name : Function.Escapes.front().Release)
    if (Contract Word = make(Form, Contract::NoArgument, Name);
        isPlainName(Name) && holds(Function, Word))
      return Word;
  return std::nullopt;
}

/// What says how good the class is.
static std::optional<Contract> classThatHolds(const SurfaceFunction &Function) {
  switch (Function.Class) {
  case AllocationClass::None:
    return make(Promise::None, Contract::NoArgument, "");
  case AllocationClass::Contained:
    return make(Promise::Contained, Contract::NoArgument, "");
  case AllocationClass::Parameterized:
    for (const Allocator &Source : Function.Allocators) {
      Contract Word = make(Promise::Parameterized, Source.Argument.Index, "");
      if (Source.Argument.Index != ArgumentRef::Variadic &&
          holds(Function, Word))
        return Word;
    }
    return std::nullopt;
  case AllocationClass::Opaque:
    return releaseThatHolds(Function, Promise::Opaque);
  case AllocationClass::Escaping:
    return releaseThatHolds(Function, Promise::Owned);
  case AllocationClass::Unknown:
    return std::nullopt;
  }
  return std::nullopt;
}

std::vector<Contract>
membrane::contractsThatHold(const SurfaceFunction &Function) {
  std::vector<Contract> Found;
  if (auto Word = classThatHolds(Function))
    Found.push_back(*Word);
  if (Function.Result != Ownership::Borrowed || Function.Borrows.empty() ||
      !Function.PointerResult || Function.Coarse)
    return Found;
  const Borrow &From = Function.Borrows.front();
  Contract Word =
      make(Promise::Borrowed,
           From.FromArgument ? From.Argument.Index : Contract::Static, "");
  if (Word.Argument != ArgumentRef::Variadic && holds(Function, Word))
    Found.push_back(Word);
  return Found;
}

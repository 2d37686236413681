// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which macros of a unit stand for the words of contract.h.
//
// A macro is expanded here, without the fine points of C: what matters is
// whether an annotation with one of our words comes out. Ends because each
// step goes one macro deeper, and both depth and length are bounded.

#include "analysis/facts/Contracts.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

namespace {

using Words = std::vector<std::string>;

class Expander {
public:
  explicit Expander(const Preprocessor &Source) : Source(Source) {}

  /// The tokens that a macro with at most one parameter gives.
  Words expand(const MacroInfo &Macro, const Words &Argument);

private:
  static constexpr unsigned MaxDepth = 8, MaxTokens = 128;

  void add(llvm::ArrayRef<Token> Tokens, size_t &At, Words &Out);
  const MacroInfo *macroAt(llvm::ArrayRef<Token> Tokens, size_t At) const;
  bool isParameter(const Token &Given) const {
    const IdentifierInfo *Name = Given.getIdentifierInfo();
    return Name && Current->getParameterNum(Name) >= 0;
  }

  const Preprocessor &Source;
  const MacroInfo *Current = nullptr;
  const Words *Given = nullptr;
  unsigned Depth = 0;
};

} // namespace

static std::string quoted(const Words &Tokens) {
  std::string Text = "\"";
  for (const std::string &Each : Tokens)
    Text += Each;
  return Text + "\"";
}

/// The macro that is used at a place, if we can expand it.
const MacroInfo *Expander::macroAt(llvm::ArrayRef<Token> Tokens,
                                   size_t At) const {
  const IdentifierInfo *Name = Tokens[At].getIdentifierInfo();
  const MacroInfo *Used = Name ? Source.getMacroInfo(Name) : nullptr;
  if (!Used || !Used->isFunctionLike())
    return Used;
  bool Called = At + 1 < Tokens.size() && Tokens[At + 1].is(tok::l_paren);
  return Called && Used->getNumParams() == 1 ? Used : nullptr;
}

void Expander::add(llvm::ArrayRef<Token> Tokens, size_t &At, Words &Out) {
  const Token &First = Tokens[At];
  if (First.is(tok::hash) && At + 1 < Tokens.size()) {
    Out.push_back(quoted(*Given));
    ++At;
    return;
  }
  if (isParameter(First)) {
    llvm::append_range(Out, *Given);
    return;
  }
  const MacroInfo *Used = macroAt(Tokens, At);
  if (!Used || Depth >= MaxDepth) {
    Out.push_back(Source.getSpelling(First));
    return;
  }
  Words Inner;
  if (Used->isFunctionLike()) {
    unsigned Open = 1;
    for (At += 2; At < Tokens.size() && Inner.size() < MaxTokens; ++At) {
      Open += Tokens[At].is(tok::l_paren);
      Open -= Tokens[At].is(tok::r_paren);
      if (Open == 0)
        break;
      add(Tokens, At, Inner);
    }
  }
  llvm::append_range(Out, expand(*Used, Inner));
}

Words Expander::expand(const MacroInfo &Macro, const Words &Argument) {
  const MacroInfo *Outer = std::exchange(Current, &Macro);
  const Words *OuterGiven = std::exchange(Given, &Argument);
  ++Depth;
  Words Out;
  llvm::ArrayRef<Token> Tokens = Macro.tokens();
  for (size_t At = 0; At < Tokens.size() && Out.size() < MaxTokens; ++At)
    add(Tokens, At, Out);
  --Depth;
  Current = Outer;
  Given = OuterGiven;
  return Out;
}

/// The word of the only annotation in these tokens; "" if there is none or if
/// they are more than attributes.
static std::string annotationIn(const Words &Tokens) {
  std::string Found;
  for (size_t At = 0; At + 2 < Tokens.size(); ++At) {
    if (Tokens[At] != "annotate" || Tokens[At + 1] != "(")
      continue;
    std::string Text;
    for (At += 2; At < Tokens.size() && Tokens[At].front() == '"'; ++At)
      Text += llvm::StringRef(Tokens[At]).drop_front().drop_back().str();
    if (!Found.empty() || !llvm::StringRef(Text).starts_with("membrane::"))
      return "";
    Found = Text;
  }
  bool Attribute = !Tokens.empty() &&
                   (llvm::StringRef(Tokens[0]).starts_with("__attribute") ||
                    Tokens[0] == "[");
  return Attribute ? Found : "";
}

/// The promise that a macro stands for.
static std::optional<Promise> promiseOf(const Preprocessor &Source,
                                        const MacroInfo &Macro) {
  // Long ones are code.
  constexpr size_t MaxBody = 32;
  if (Macro.getNumTokens() == 0 || Macro.getNumTokens() > MaxBody ||
      (!Macro.tokens().front().is(tok::l_square) &&
       !Macro.tokens().front().getIdentifierInfo()) ||
      (Macro.isFunctionLike() && Macro.getNumParams() != 1))
    return std::nullopt;
  std::string Text = annotationIn(Expander(Source).expand(Macro, {"0"}));
  llvm::StringRef Word = Text;
  if (!Word.consume_front("membrane::"))
    return std::nullopt;
  Contract Read = readContract(Word, {});
  bool Bracketed = Word.ends_with("(0)");
  if (Read.Form == Promise::Unreadable || Bracketed != Macro.isFunctionLike())
    return std::nullopt;
  return Read.Form;
}

/// Whether one of our words stands in the macro itself.
static bool saysWord(const MacroInfo &Macro) {
  return llvm::any_of(Macro.tokens(), [](const Token &Each) {
    return Each.is(tok::string_literal) &&
           llvm::StringRef(Each.getLiteralData(), Each.getLength())
               .starts_with("\"membrane::");
  });
}

static bool saysWords(const Preprocessor &Source) {
  return llvm::any_of(Source.macros(false), [&](const auto &Entry) {
    const MacroInfo *Macro = Source.getMacroInfo(Entry.first);
    return Macro && saysWord(*Macro);
  });
}

ContractMacros::ContractMacros(Preprocessor &Source) : Source(Source) {
  // Most units have none, and many macros.
  if (!saysWords(Source))
    return;
  for (const auto &[Name, State] : Source.macros(false))
    if (const MacroInfo *Macro = Source.getMacroInfo(Name))
      if (auto Form = promiseOf(Source, *Macro))
        Known.push_back({*Form, Name->getName().str()});
  llvm::sort(Known, [](const WrittenPromise &A, const WrittenPromise &B) {
    auto Key = [](const WrittenPromise &Of) {
      return std::tuple(llvm::StringRef(Of.Macro).starts_with("MEMBRANE_"),
                        llvm::StringRef(Of.Macro));
    };
    return Key(A) < Key(B);
  });
}

std::vector<WrittenPromise>
ContractMacros::definedAt(const FunctionDecl &One) const {
  const SourceManager &Sources = Source.getSourceManager();
  SourceLocation At = Sources.getExpansionLoc(One.getBeginLoc());
  std::vector<WrittenPromise> Found;
  for (const WrittenPromise &Each : Known) {
    IdentifierInfo *Name = Source.getIdentifierInfo(Each.Macro);
    bool Told = llvm::any_of(Found, [&](const WrittenPromise &Earlier) {
      return Earlier.Form == Each.Form;
    });
    if (!Told && Source.getMacroDefinitionAtLoc(Name, At))
      Found.push_back(Each);
  }
  llvm::sort(Found);
  return Found;
}

/// Whether the file says in these words where a declaration begins, and names
/// it: not a macro's body, and no #line in between.
static bool isWritten(const FunctionDecl &One, const SourceManager &Sources) {
  SourceLocation Name = One.getLocation();
  SourceLocation Begin = Sources.getExpansionLoc(One.getBeginLoc());
  if (Sources.isMacroBodyExpansion(Name))
    return false;
  PresumedLoc Told = Sources.getPresumedLoc(Begin);
  return Told.isValid() &&
         Told.getLine() == Sources.getSpellingLineNumber(Begin) &&
         Told.getFileID() == Sources.getFileID(Begin);
}

std::vector<DeclarationPlace>
ContractMacros::placesOf(const FunctionDecl &Declared, Places &Where) const {
  const SourceManager &Sources = Source.getSourceManager();
  std::vector<DeclarationPlace> Found;
  for (const FunctionDecl *Each : Declared.getFirstDecl()->redecls()) {
    SourceLocation Begin = Sources.getExpansionLoc(Each->getBeginLoc());
    if (Begin.isInvalid() || Sources.isInMainFile(Begin) ||
        Sources.isInSystemHeader(Begin) || Each->isImplicit() ||
        !isWritten(*Each, Sources))
      continue;
    Found.push_back({Where.locate(Begin), definedAt(*Each)});
  }
  llvm::sort(Found, [](const DeclarationPlace &A, const DeclarationPlace &B) {
    return A.Where < B.Where;
  });
  return Found;
}

} // namespace membrane

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reports as bytes: numbers of four bytes, texts behind their lengths.
//
// One function for each struct names its members, for both directions.

#include "fixes/OpaqueReport.h"
#include "llvm/Support/Endian.h"

namespace membrane {

template <typename S> static void transfer(S &Bytes, std::string &Each);
template <typename S> static void transfer(S &Bytes, size_t &Each);

namespace {

class ByteWriter {
public:
  std::string Bytes;

  void number(uint32_t &Each) {
    char Raw[4];
    llvm::support::endian::write32le(Raw, Each);
    Bytes.append(Raw, sizeof Raw);
  }
  void text(std::string &Each) {
    uint32_t Size = uint32_t(Each.size());
    number(Size);
    Bytes += Each;
  }
  template <typename T> void list(std::vector<T> &All) {
    uint32_t Size = uint32_t(All.size());
    number(Size);
    for (T &Each : All)
      transfer(*this, Each);
  }
};

class ByteReader {
public:
  explicit ByteReader(llvm::StringRef Bytes) : Left(Bytes) {}

  llvm::StringRef Left;
  bool Failed = false;

  void number(uint32_t &Each) {
    Failed |= Left.size() < 4;
    if (Failed)
      return;
    Each = llvm::support::endian::read32le(Left.data());
    Left = Left.drop_front(4);
  }
  void text(std::string &Each) {
    uint32_t Size = 0;
    number(Size);
    Failed |= Left.size() < Size;
    if (Failed)
      return;
    Each = Left.take_front(Size).str();
    Left = Left.drop_front(Size);
  }
  template <typename T> void list(std::vector<T> &All) {
    uint32_t Size = 0;
    number(Size);
    for (uint32_t I = 0; I < Size && !Failed; ++I)
      transfer(*this, All.emplace_back());
  }
};

} // namespace

template <typename S, typename T> static void wide(S &Bytes, T &Each) {
  uint32_t Number = uint32_t(Each);
  Bytes.number(Number);
  Each = T(Number);
}

template <typename S> static void transfer(S &Bytes, std::string &Each) {
  Bytes.text(Each);
}

template <typename S> static void transfer(S &Bytes, size_t &Each) {
  wide(Bytes, Each);
}

template <typename S> static void transfer(S &Bytes, Edit &Each) {
  Bytes.text(Each.File);
  Bytes.number(Each.Offset);
  Bytes.number(Each.Length);
  Bytes.text(Each.Text);
}

template <typename S> static void transfer(S &Bytes, Obstacle &Each) {
  Bytes.text(Each.File);
  Bytes.number(Each.Line);
  Bytes.number(Each.Column);
  Bytes.text(Each.Reason);
}

template <typename S> static void transfer(S &Bytes, DeclarationStyle &Each) {
  Bytes.text(Each.Lead);
  Bytes.text(Each.Behind);
}

template <typename S> static void transfer(S &Bytes, LibraryFunction &Each) {
  Bytes.number(Each.Order);
  Bytes.text(Each.Name);
  Bytes.text(Each.Result);
  Bytes.text(Each.Parameters);
  Bytes.text(Each.Body);
}

template <typename S> static void transfer(S &Bytes, MacroAccess &Each) {
  wide(Bytes, Each.State);
  Bytes.text(Each.Macro);
  Bytes.text(Each.File);
  Bytes.number(Each.Offset);
  Bytes.list(Each.Edits);
  Bytes.list(Each.Accessors);
  transfer(Bytes, Each.Why);
}

template <typename S> static void transfer(S &Bytes, CompletingHeader &Each) {
  Bytes.text(Each.File);
  Bytes.text(Each.LineEnd);
  transfer(Bytes, Each.Cut);
  Bytes.text(Each.Definition);
  Bytes.number(Each.DeclareAt);
  Bytes.text(Each.DeclareLead);
  transfer(Bytes, Each.Style);
}

template <typename S> static void transfer(S &Bytes, PrivatePlace &Each) {
  Bytes.text(Each.File);
  Bytes.text(Each.LineEnd);
  Bytes.number(Each.Offset);
  wide(Bytes, Each.IsMain);
  Bytes.text(Each.Header);
  Bytes.number(Each.Functions);
  transfer(Bytes, Each.Style);
}

template <typename S> static void transfer(S &Bytes, TypeReport &Each) {
  Bytes.text(Each.Main);
  Bytes.text(Each.Type);
  wide(Bytes, Each.DefinesPublic);
  Bytes.list(Each.Headers);
  Bytes.list(Each.HeaderEdits);
  Bytes.list(Each.HeaderAccessors);
  Bytes.list(Each.Moved);
  Bytes.list(Each.Macros);
  Bytes.list(Each.Forbids);
  Bytes.list(Each.ClientEdits);
  Bytes.list(Each.ClientAccessors);
  Bytes.list(Each.ClientForbids);
  Bytes.list(Each.LibraryForbids);
  Bytes.list(Each.Needs);
  Bytes.list(Each.Candidates);
  Bytes.list(Each.Homes);
  Bytes.list(Each.Shared);
  Bytes.list(Each.Claims);
}

std::string declare(const DeclarationStyle &Style,
                    const LibraryFunction &Function) {
  llvm::StringRef Behind = Style.Behind;
  if (llvm::StringRef(Function.Result).ends_with("*"))
    Behind.consume_front(" ");
  return Style.Lead + Function.Result + Behind.str() + Function.Name +
         Function.Parameters;
}

std::string writeReport(const TypeReport &Report) {
  ByteWriter Bytes;
  TypeReport Copy = Report;
  transfer(Bytes, Copy);
  return std::move(Bytes.Bytes);
}

std::optional<TypeReport> readReport(llvm::StringRef Bytes) {
  ByteReader From(Bytes);
  TypeReport Read;
  transfer(From, Read);
  if (From.Failed || !From.Left.empty())
    return std::nullopt;
  return Read;
}

} // namespace membrane

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values ↔ MessagePack: a writer and a reader with the same words, so that
// one description of a struct serves both.
//
// A string stands in the bytes once; later it is its number. The reader
// makes room for no more than the input can fill, but for short lists; after
// the first error it gives only empty values, so that every loop ends.

#ifndef MEMBRANE_ANALYSIS_FACTS_ARCHIVE_H
#define MEMBRANE_ANALYSIS_FACTS_ARCHIVE_H

#include "analysis/summary/Ids.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/BinaryFormat/MsgPackReader.h"
#include "llvm/BinaryFormat/MsgPackWriter.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <type_traits>
#include <vector>

namespace membrane {

class ArchiveWriter {
public:
  explicit ArchiveWriter(llvm::raw_ostream &Out) : Bytes(Out), Out(Out) {}

  template <typename T> void number(const T &Given) {
    if constexpr (std::is_signed_v<T>)
      if (Given < 0)
        return Out.write(int64_t(Given));
    natural(uint64_t(Given));
  }
  void flag(const bool &Given) { Out.write(Given); }
  template <typename T> void choice(const T &Given, T) {
    natural(uint64_t(Given));
  }
  template <typename Tag> void id(const Id<Tag> &Given) {
    natural(uint32_t(Given.Index + 1));
  }
  void text(const std::string &Given) {
    auto [Entry, IsNew] = Numbers.try_emplace(Given, Numbers.size());
    if (IsNew)
      Out.write(llvm::StringRef(Given));
    else
      natural(Entry->second);
  }
  template <typename List, typename Use>
  void list(const List &Given, Use Each) {
    Out.writeArraySize(uint32_t(Given.size()));
    for (const auto &Item : Given)
      Each(Item);
  }

private:
  /// Most are small: one byte.
  void natural(uint64_t Given) {
    if (Given < 128)
      Bytes << char(Given);
    else
      Out.write(Given);
  }

  llvm::raw_ostream &Bytes;
  llvm::msgpack::Writer Out;
  llvm::StringMap<size_t> Numbers;
};

class ArchiveReader {
public:
  explicit ArchiveReader(llvm::StringRef Bytes)
      : In(Bytes), Limit(Bytes.size()) {}

  template <typename T> void number(T &Wanted) {
    llvm::msgpack::Object Item;
    if (!next(Item))
      return;
    if (Item.Kind == llvm::msgpack::Type::UInt)
      setUnsigned(Wanted, Item.UInt);
    else if (Item.Kind == llvm::msgpack::Type::Int)
      setSigned(Wanted, Item.Int);
    else
      fail("a number was expected");
  }
  void flag(bool &Wanted);
  template <typename T> void choice(T &Wanted, T Last) {
    uint64_t Position = 0;
    number(Position);
    if (Position > uint64_t(Last))
      return fail("an unknown kind of item");
    Wanted = T(Position);
  }
  template <typename Tag> void id(Id<Tag> &Wanted) {
    uint32_t Next = 0;
    number(Next);
    Wanted.Index = Next - 1;
  }
  void text(std::string &Wanted);
  template <typename List, typename Use> void list(List &Wanted, Use Each) {
    size_t Left = length();
    Wanted.reserve(std::min(Left, MostReserved));
    for (; Left != 0 && !Failed; --Left)
      Each(Wanted.emplace_back());
  }

  void fail(llvm::StringRef Why);
  bool failed() const { return Failed; }
  const std::string &reason() const { return Reason; }
  /// Whether all of the input has been read.
  bool atEnd();

private:
  /// Elements for which there is room before they are read.
  static constexpr size_t MostReserved = 1024;

  bool next(llvm::msgpack::Object &Item);
  size_t length();
  template <typename T> void setUnsigned(T &Wanted, uint64_t Given) {
    Wanted = T(Given);
    if (uint64_t(Wanted) != Given || Wanted < T(0))
      fail("a number is out of range");
  }
  template <typename T> void setSigned(T &Wanted, int64_t Given) {
    Wanted = T(Given);
    if (int64_t(Wanted) != Given || std::is_unsigned_v<T>)
      fail("a number is out of range");
  }

  llvm::msgpack::Reader In;
  size_t Limit;
  bool Failed = false;
  std::string Reason;
  std::vector<llvm::StringRef> Texts; ///< in the input
};

} // namespace membrane

#endif

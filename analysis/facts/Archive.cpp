// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values ↔ MessagePack: the reader's part that no type decides.

#include "analysis/facts/Archive.h"

namespace membrane {

void ArchiveReader::fail(llvm::StringRef Why) {
  if (!Failed)
    Reason = Why.str();
  Failed = true;
}

bool ArchiveReader::next(llvm::msgpack::Object &Item) {
  if (Failed)
    return false;
  llvm::Expected<bool> Found = In.read(Item);
  if (!Found)
    fail(llvm::toString(Found.takeError()));
  else if (!*Found)
    fail("the file ends too early");
  return !Failed;
}

void ArchiveReader::flag(bool &Wanted) {
  llvm::msgpack::Object Item;
  if (!next(Item))
    return;
  if (Item.Kind != llvm::msgpack::Type::Boolean)
    return fail("a truth value was expected");
  Wanted = Item.Bool;
}

void ArchiveReader::text(std::string &Wanted) {
  llvm::msgpack::Object Item;
  if (!next(Item))
    return;
  if (Item.Kind == llvm::msgpack::Type::String) {
    Wanted = Item.Raw.str();
    Texts.push_back(Item.Raw);
    return;
  }
  if (Item.Kind != llvm::msgpack::Type::UInt || Item.UInt >= Texts.size())
    return fail("a text was expected");
  Wanted = Texts[Item.UInt].str();
}

size_t ArchiveReader::length() {
  llvm::msgpack::Object Item;
  if (!next(Item))
    return 0;
  // Each element takes at least one byte.
  if (Item.Kind != llvm::msgpack::Type::Array || Item.Length > Limit) {
    fail("a list was expected");
    return 0;
  }
  return Item.Length;
}

bool ArchiveReader::atEnd() {
  llvm::msgpack::Object Item;
  llvm::Expected<bool> Found = In.read(Item);
  if (Found)
    return !*Found;
  llvm::consumeError(Found.takeError());
  return false;
}

} // namespace membrane

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/models/Models.h"

#include "analysis/models/Reader.h"

using namespace membrane;
using llvm::StringRef;

uint64_t ModelFormat::setOf(llvm::StringRef Letters) {
  uint64_t Set = 0;
  for (char Letter : Letters)
    Set |= uint64_t(1) << (Letter & 63);
  return Set;
}

llvm::Error Models::add(StringRef Text, StringRef FileName) {
  llvm::Expected<ModelFile> File = readModelFile(Text, FileName, Families);
  if (!File)
    return File.takeError();
  for (ModelFamily &Family : File->Families)
    Families[Family.Name] = Family;
  for (ModelRow &Row : File->Functions) {
    Unread.erase(Row.What.Name);
    ByName[Row.What.Name] = std::move(Row.What);
  }
  for (const TypeRow &Row : File->Types)
    TypeOpacity[Row.Name] = Row.Opaque;
  return llvm::Error::success();
}

std::vector<llvm::StringRef> Models::namesRead() const {
  std::vector<llvm::StringRef> Found;
  for (const auto &Row : ByName)
    Found.push_back(Row.getKey());
  return Found;
}

/// Takes a built-in row in, which was checked when membrane was built.
const Model *Models::read(StringRef Name) const {
  auto Text = Unread.find(Name);
  if (Text == Unread.end())
    return nullptr;
  ModelFile File =
      llvm::cantFail(readModelFile(Text->second, "built-in models", Families));
  Model &Read = ByName[Name];
  Read = std::move(File.Functions.front().What);
  Unread.erase(Text); // which Name may be a part of
  return &Read;
}

void Models::readAll() const {
  while (!Unread.empty())
    read(Unread.begin()->getKey());
}

const Model *Models::findExact(StringRef Name) const {
  auto Found = ByName.find(Name);
  return Found == ByName.end() ? read(Name) : &Found->second;
}

const Model *Models::find(StringRef Name) const {
  if (const Model *Found = findExact(Name))
    return Found;
  StringRef Plain = Name.rtrim("0123456789");
  if (Plain.size() == Name.size() || !Plain.consume_back("_"))
    return nullptr;
  const Model *Found = findExact(Plain);
  return Found && Found->Versioned ? Found : nullptr;
}

const ModelFamily *Models::family(StringRef Name) const {
  auto Found = Families.find(Name);
  return Found == Families.end() ? nullptr : &Found->second;
}

std::optional<bool> Models::isOpaqueType(StringRef TypeName) const {
  auto Found = TypeOpacity.find(TypeName);
  if (Found == TypeOpacity.end()) // C++ has no need of the word
    Found = TypeOpacity.find(("struct " + TypeName).str());
  if (Found == TypeOpacity.end())
    return std::nullopt;
  return Found->second;
}

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file system in which some files have other contents than on the disk.
//
// Files are known by device and number, so that every path to one is meant.

#include "analysis/frontend/EditedFiles.h"

namespace vfs = llvm::vfs;

namespace membrane {

namespace {

class EditedFile : public vfs::File {
public:
  EditedFile(vfs::Status Known, llvm::StringRef Text)
      : Known(std::move(Known)), Text(Text) {}

  llvm::ErrorOr<vfs::Status> status() override { return Known; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
  getBuffer(const llvm::Twine &Name, int64_t, bool, bool) override {
    return llvm::MemoryBuffer::getMemBufferCopy(Text, Name);
  }
  std::error_code close() override { return {}; }

private:
  vfs::Status Known;
  llvm::StringRef Text;
};

class EditedFileSystem : public vfs::ProxyFileSystem {
public:
  EditedFileSystem(llvm::IntrusiveRefCntPtr<vfs::FileSystem> Below,
                   const EditedTexts &Edited)
      : ProxyFileSystem(std::move(Below)) {
    for (const auto &[Path, Text] : Edited)
      if (auto Found = getUnderlyingFS().status(Path))
        Texts.try_emplace(Found->getUniqueID(), Text);
  }

  llvm::ErrorOr<vfs::Status> status(const llvm::Twine &Path) override {
    auto Found = ProxyFileSystem::status(Path);
    if (Found)
      if (auto Text = Texts.find(Found->getUniqueID()); Text != Texts.end())
        return vfs::Status::copyWithNewSize(*Found, Text->second.size());
    return Found;
  }

  llvm::ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const llvm::Twine &Path) override {
    auto Found = status(Path);
    if (Found)
      if (auto Text = Texts.find(Found->getUniqueID()); Text != Texts.end())
        return std::make_unique<EditedFile>(*Found, Text->second);
    return ProxyFileSystem::openFileForRead(Path);
  }

private:
  std::map<llvm::sys::fs::UniqueID, llvm::StringRef> Texts;
};

} // namespace

llvm::IntrusiveRefCntPtr<vfs::FileSystem>
editFiles(llvm::IntrusiveRefCntPtr<vfs::FileSystem> Below,
          const EditedTexts &Edited) {
  return llvm::makeIntrusiveRefCnt<EditedFileSystem>(std::move(Below), Edited);
}

} // namespace membrane

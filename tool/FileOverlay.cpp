// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Old texts by their places, and the file system that shows them.

#include "tool/FileOverlay.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace vfs = llvm::vfs;

namespace membrane {

//===-- Places ------------------------------------------------------------===//

/// A directory without links, also if only its beginning is still there.
static std::string realDirectory(llvm::StringRef Directory) {
  llvm::SmallString<256> Real;
  if (Directory.empty() || !fs::real_path(Directory, Real))
    return Real.str().str();
  llvm::StringRef Parent = path::parent_path(Directory);
  if (Parent == Directory)
    return Directory.str();
  llvm::SmallString<256> Whole(realDirectory(Parent));
  path::append(Whole, path::filename(Directory));
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  return Whole.str().str();
}

/// Links above the file are followed, the file itself may be gone.
static std::string placeOf(llvm::StringRef Path,
                           llvm::StringMap<std::string> &Parents) {
  llvm::SmallString<256> Whole(Path);
  path::remove_dots(Whole);
  if (path::filename(Whole) == "..")
    return realDirectory(Whole);
  llvm::StringRef Parent = path::parent_path(Whole);
  auto [Known, New] = Parents.try_emplace(Parent);
  if (New)
    Known->second = realDirectory(Parent);
  llvm::SmallString<256> Place(Known->second);
  path::append(Place, path::filename(Whole));
  return Place.str().str();
}

const llvm::ErrorOr<std::string> &FileOverlay::Change::text() const {
  if (!Text)
    Text = Load();
  return *Text;
}

void FileOverlay::add(llvm::StringRef Path, Loader Load) {
  std::string Place = placeOf(Path, Parents);
  for (llvm::StringRef Each = path::parent_path(Place);
       !Each.empty() && Directories.insert(Each).second;)
    Each = path::parent_path(Each);
  Changes.insert_or_assign(Place, Change(std::move(Load)));
}

void FileOverlay::hide(llvm::StringRef Path) {
  Changes.insert_or_assign(placeOf(Path, Parents), Change(nullptr));
}

const FileOverlay::Change *FileOverlay::find(llvm::StringRef Path) const {
  auto Found = Changes.find(placeOf(Path, Parents));
  if (Found == Changes.end()) { // it may be a link to one
    llvm::SmallString<256> Real;
    if (fs::real_path(Path, Real))
      return nullptr;
    Found = Changes.find(Real);
  }
  return Found == Changes.end() ? nullptr : &Found->second;
}

bool FileOverlay::isDirectory(llvm::StringRef Path) const {
  return Directories.contains(placeOf(Path, Parents));
}

bool FileOverlay::exists(llvm::StringRef Path) const {
  const Change *Known = find(Path);
  return Known ? Known->wasThere() : fs::exists(Path);
}

std::unique_ptr<llvm::MemoryBuffer>
FileOverlay::read(llvm::StringRef Path) const {
  if (const Change *Known = find(Path))
    return Known->wasThere() && Known->text()
               ? llvm::MemoryBuffer::getMemBufferCopy(*Known->text(), Path)
               : nullptr;
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  return Buffer ? std::move(*Buffer) : nullptr;
}

//===-- The file system ---------------------------------------------------===//

namespace {

class OldFile : public vfs::File {
public:
  OldFile(vfs::Status Found, llvm::StringRef Text)
      : Found(std::move(Found)), Text(Text) {}

  llvm::ErrorOr<vfs::Status> status() override { return Found; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
  getBuffer(const llvm::Twine &Name, int64_t, bool, bool) override {
    return llvm::MemoryBuffer::getMemBufferCopy(Text, Name);
  }
  std::error_code close() override { return {}; }
  void setPath(const llvm::Twine &Path) override {
    Found = vfs::Status::copyWithNewName(Found, Path);
  }

private:
  vfs::Status Found;
  llvm::StringRef Text;
};

class OldFileSystem : public vfs::ProxyFileSystem {
public:
  OldFileSystem(FileSystemRef Now, const FileOverlay &Old)
      : ProxyFileSystem(std::move(Now)), Old(Old) {}

  llvm::ErrorOr<vfs::Status> status(const llvm::Twine &Path) override {
    std::string Whole = absolute(Path);
    if (const FileOverlay::Change *Known = Old.find(Whole))
      return statusOf(Path.str(), *Known);
    llvm::ErrorOr<vfs::Status> Found = getUnderlyingFS().status(Path);
    if (Found || !Old.isDirectory(Whole))
      return Found;
    return make(Path.str(), fs::file_type::directory_file, 0,
                llvm::hash_value(Whole));
  }
  bool exists(const llvm::Twine &Path) override {
    llvm::ErrorOr<vfs::Status> Found = status(Path);
    return Found && Found->exists();
  }
  llvm::ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const llvm::Twine &Path) override {
    const FileOverlay::Change *Known = Old.find(absolute(Path));
    if (!Known)
      return getUnderlyingFS().openFileForRead(Path);
    llvm::ErrorOr<vfs::Status> Found = statusOf(Path.str(), *Known);
    if (!Found)
      return Found.getError();
    return std::make_unique<OldFile>(*Found, *Known->text());
  }

private:
  std::string absolute(const llvm::Twine &Path) const {
    llvm::SmallString<256> Whole;
    Path.toVector(Whole);
    (void)makeAbsolute(Whole);
    return Whole.str().str();
  }
  /// One identity for each text, whatever its name.
  static llvm::ErrorOr<vfs::Status> statusOf(llvm::StringRef Path,
                                             const FileOverlay::Change &Known) {
    if (!Known.wasThere())
      return std::make_error_code(std::errc::no_such_file_or_directory);
    if (!Known.text())
      return Known.text().getError();
    return make(Path, fs::file_type::regular_file, Known.text()->size(),
                reinterpret_cast<uintptr_t>(&Known));
  }
  static vfs::Status make(llvm::StringRef Path, fs::file_type Type,
                          uint64_t Size, uint64_t Identity) {
    constexpr uint64_t NoDevice = UINT64_MAX;
    return {Path, fs::UniqueID(NoDevice, Identity),
            {},   0,
            0,    Size,
            Type, fs::perms::all_all};
  }

  const FileOverlay &Old;
};

} // namespace

FileSystemRef FileOverlay::over(FileSystemRef Files) const {
  return llvm::makeIntrusiveRefCnt<OldFileSystem>(std::move(Files), *this);
}

} // namespace membrane

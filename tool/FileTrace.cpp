// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Recording the questions of a parse, and asking them again.

#include "tool/FileTrace.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"
#include <set>

namespace vfs = llvm::vfs;

namespace membrane {

//===-- Answers -----------------------------------------------------------===//

static constexpr llvm::StringLiteral Missing = "-";

static std::string hashOf(llvm::StringRef Text) {
  llvm::XXH128_hash_t Hash =
      llvm::xxh3_128bits(llvm::arrayRefFromStringRef(Text));
  return llvm::utohexstr(Hash.high64) + "." + llvm::utohexstr(Hash.low64);
}

static std::string kindOf(const llvm::ErrorOr<vfs::Status> &Found) {
  if (!Found || !Found->exists())
    return Missing.str();
  if (Found->isDirectory())
    return "directory";
  return Found->isRegularFile() ? "file" : "other";
}

static std::string contentOf(vfs::FileSystem &Files, llvm::StringRef Path) {
  auto Buffer = Files.getBufferForFile(Path, -1,
                                       /*RequiresNullTerminator=*/false,
                                       /*IsVolatile=*/true);
  return Buffer ? hashOf((*Buffer)->getBuffer()) : Missing.str();
}

static std::string namesIn(vfs::FileSystem &Files, llvm::StringRef Path) {
  std::error_code Failure;
  std::set<std::string> Names;
  vfs::directory_iterator End;
  for (vfs::directory_iterator Each = Files.dir_begin(Path, Failure);
       !Failure && Each != End; Each.increment(Failure))
    Names.insert(Each->path().str());
  return Failure ? Missing.str() : hashOf(llvm::join(Names, "\n"));
}

//===-- Recording ---------------------------------------------------------===//

namespace {

/// A file that has been read, so that its text is the one that was noted.
class ReadFile : public vfs::File {
public:
  ReadFile(vfs::Status Found, std::unique_ptr<llvm::MemoryBuffer> Text)
      : Found(std::move(Found)), Text(std::move(Text)) {}

  llvm::ErrorOr<vfs::Status> status() override { return Found; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
  getBuffer(const llvm::Twine &Name, int64_t, bool, bool) override {
    return llvm::MemoryBuffer::getMemBufferCopy(Text->getBuffer(), Name);
  }
  std::error_code close() override { return {}; }

private:
  vfs::Status Found;
  std::unique_ptr<llvm::MemoryBuffer> Text;
};

class TracedFiles : public vfs::ProxyFileSystem {
public:
  TracedFiles(FileSystemRef Files, FileTrace &Trace)
      : ProxyFileSystem(std::move(Files)), Trace(Trace) {}

  llvm::ErrorOr<vfs::Status> status(const llvm::Twine &Path) override {
    llvm::ErrorOr<vfs::Status> Found = getUnderlyingFS().status(Path);
    Trace.add(FileTrace::Asked::Kind, whole(Path), kindOf(Found));
    return Found;
  }
  bool exists(const llvm::Twine &Path) override {
    llvm::ErrorOr<vfs::Status> Found = status(Path);
    return Found && Found->exists();
  }
  llvm::ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const llvm::Twine &Path) override {
    std::string Place = whole(Path);
    auto Opened = getUnderlyingFS().openFileForRead(Path);
    auto Found = Opened ? (*Opened)->status() : Opened.getError();
    auto Text = Found ? (*Opened)->getBuffer(Path) : Found.getError();
    Trace.add(FileTrace::Asked::Content, Place,
              Text ? hashOf((*Text)->getBuffer()) : Missing.str());
    if (!Text)
      return Text.getError();
    return std::make_unique<ReadFile>(*Found, std::move(*Text));
  }
  vfs::directory_iterator dir_begin(const llvm::Twine &Directory,
                                    std::error_code &Failure) override {
    std::string Path = whole(Directory);
    Trace.add(FileTrace::Asked::Names, Path, namesIn(getUnderlyingFS(), Path));
    return getUnderlyingFS().dir_begin(Directory, Failure);
  }

private:
  std::string whole(const llvm::Twine &Path) const {
    llvm::SmallString<256> Whole;
    Path.toVector(Whole);
    (void)makeAbsolute(Whole);
    return Whole.str().str();
  }

  FileTrace &Trace;
};

} // namespace

FileSystemRef traceFiles(FileSystemRef Files, FileTrace &Trace) {
  return llvm::makeIntrusiveRefCnt<TracedFiles>(std::move(Files), Trace);
}

//===-- Asking again ------------------------------------------------------===//

const std::string &FileAnswers::answer(FileTrace::Asked What,
                                       llvm::StringRef Path) {
  auto [Place, New] = Known.try_emplace((llvm::Twine(char(What)) + Path).str());
  if (!New)
    return Place->second;
  switch (What) {
  case FileTrace::Asked::Kind:
    return Place->second = kindOf(Files->status(Path));
  case FileTrace::Asked::Content:
    return Place->second = contentOf(*Files, Path);
  case FileTrace::Asked::Names:
    return Place->second = namesIn(*Files, Path);
  }
  return Place->second; // a kind that is not known is never the same
}

bool FileAnswers::areSame(const FileTrace &Trace) {
  bool Same = true;
  for (const auto &[Question, Answer] : Trace.all())
    Same &= answer(Question.first, Question.second) == Answer;
  return Same;
}

//===-- Bytes -------------------------------------------------------------===//

static void append(std::string &Bytes, llvm::StringRef Text) {
  auto Size = uint32_t(Text.size());
  Bytes.append(reinterpret_cast<const char *>(&Size), sizeof(Size));
  Bytes.append(Text.data(), Text.size());
}

static std::optional<llvm::StringRef> takeText(llvm::StringRef &Bytes) {
  uint32_t Size;
  if (Bytes.size() < sizeof(Size))
    return std::nullopt;
  std::memcpy(&Size, Bytes.data(), sizeof(Size));
  Bytes = Bytes.drop_front(sizeof(Size));
  if (Bytes.size() < Size)
    return std::nullopt;
  llvm::StringRef Text = Bytes.take_front(Size);
  Bytes = Bytes.drop_front(Size);
  return Text;
}

/// Ends with an empty question.
std::string FileTrace::bytes() const {
  std::string Bytes;
  for (const auto &[Question, Answer] : Answers) {
    append(Bytes, char(Question.first) + Question.second);
    append(Bytes, Answer);
  }
  append(Bytes, "");
  return Bytes;
}

std::optional<FileTrace> FileTrace::take(llvm::StringRef &Bytes) {
  FileTrace Read;
  for (;;) {
    auto Question = takeText(Bytes);
    if (!Question)
      return std::nullopt;
    if (Question->empty())
      return Read;
    auto Answer = takeText(Bytes);
    if (!Answer)
      return std::nullopt;
    Read.add(Asked(Question->front()), Question->drop_front(), Answer->str());
  }
}

} // namespace membrane

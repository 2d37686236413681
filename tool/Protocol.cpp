// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes over pipes, whole answers out of pieces.

#include "tool/Protocol.h"
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace membrane {

static constexpr size_t PieceSize = 1 << 16;

static AnswerHeader peekHeader(const std::string &Buffer) {
  AnswerHeader Header;
  std::memcpy(&Header, Buffer.data(), sizeof(Header));
  return Header;
}

bool AnswerReader::readSome(int Descriptor) {
  char Piece[PieceSize];
  ssize_t Count;
  while ((Count = read(Descriptor, Piece, sizeof(Piece))) > 0)
    Buffer.append(Piece, size_t(Count));
  bool Waits = Count < 0 && (errno == EAGAIN || errno == EINTR);
  bool Sane = Buffer.size() < sizeof(AnswerHeader) ||
              peekHeader(Buffer).Mark == AnswerHeader::Sign;
  return Waits && Sane;
}

std::optional<Answer> AnswerReader::take() {
  if (Buffer.size() < sizeof(AnswerHeader))
    return std::nullopt;
  Answer Complete;
  Complete.Header = peekHeader(Buffer);
  if (Complete.Header.Mark != AnswerHeader::Sign ||
      Buffer.size() - sizeof(AnswerHeader) < Complete.Header.Length)
    return std::nullopt;
  Complete.Bytes = Buffer.substr(sizeof(AnswerHeader), Complete.Header.Length);
  Buffer.erase(0, sizeof(AnswerHeader) + Complete.Header.Length);
  return Complete;
}

bool writeAll(int Descriptor, llvm::StringRef Bytes) {
  while (!Bytes.empty()) {
    ssize_t Count = write(Descriptor, Bytes.data(), Bytes.size());
    if (Count < 0 && errno != EINTR)
      return false;
    Bytes = Bytes.drop_front(Count < 0 ? 0 : size_t(Count));
  }
  return true;
}

bool readAll(int Descriptor, void *Into, size_t Size) {
  char *Next = static_cast<char *>(Into);
  while (Size > 0) {
    ssize_t Count = read(Descriptor, Next, Size);
    if (Count == 0 || (Count < 0 && errno != EINTR))
      return false;
    Next += Count < 0 ? 0 : Count;
    Size -= Count < 0 ? 0 : size_t(Count);
  }
  return true;
}

bool writeAnswer(int Descriptor, const Answer &Given) {
  AnswerHeader Header = Given.Header;
  Header.Length = Given.Bytes.size();
  llvm::StringRef Opening(reinterpret_cast<const char *>(&Header),
                          sizeof(Header));
  return writeAll(Descriptor, Opening) && writeAll(Descriptor, Given.Bytes);
}

} // namespace membrane

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the parent and a worker say to each other over their pipes.
//
// The parent sends the number of a unit. The worker answers with a header and
// the bytes that the header announces: what the job gave, or why it failed.
// Both ends are one program, so nothing is converted; still no length is
// believed beyond what arrived.

#ifndef MEMBRANE_TOOL_PROTOCOL_H
#define MEMBRANE_TOOL_PROTOCOL_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace membrane {

/// Where the time of one unit went, in seconds.
struct UnitSeconds {
  double Parse = 0, CodeGen = 0, Promote = 0, Lower = 0, Total = 0;
};

/// Opens every answer.
struct AnswerHeader {
  static constexpr uint32_t Sign = 0x6d626e31;
  uint32_t Mark = Sign;
  uint32_t Unit = 0;
  uint64_t Length = 0;
  uint32_t Failed = 0;   ///< the bytes say why
  uint32_t Retiring = 0; ///< the worker ends after this answer
  UnitSeconds Seconds;
};

struct Answer {
  AnswerHeader Header;
  std::string Bytes;
};

/// Collects the bytes of one answer as they come.
class AnswerReader {
public:
  /// Takes what is readable from Descriptor, which does not block. False if
  /// the other end is gone or talks nonsense.
  bool readSome(int Descriptor);
  /// The answer once it is complete; ready for the next one then.
  std::optional<Answer> take();

private:
  std::string Buffer;
};

/// Writes all bytes, over interruptions and short writes; false on failure.
bool writeAll(int Descriptor, llvm::StringRef Bytes);
/// Reads exactly Size bytes; false at the end of the file or on failure.
bool readAll(int Descriptor, void *Into, size_t Size);
/// Sends one answer; false if the parent is gone.
bool writeAnswer(int Descriptor, const Answer &Given);

} // namespace membrane

#endif

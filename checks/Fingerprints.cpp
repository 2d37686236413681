// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names for findings that stay when code moves.
//
// Takes the check, the function's symbol and the message, which holds the
// access path; not the place. A comment has no function: the file stands for
// it. Findings that agree in all are told apart by their order.

#include "checks/Checks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace membrane;

FindingKey membrane::findingKey(const Surface &Answer, const Finding &Found) {
  FindingKey Key{Found.Check, Found.Symbol, Found.Message};
  if (!Key.Symbol.empty() || !Found.Where ||
      Found.Where.File.Index >= Answer.Files.size())
    return Key;
  llvm::StringRef File = Answer.Files[Found.Where.File.Index];
  if (File.consume_front(Answer.Root))
    File = File.ltrim('/');
  Key.Symbol = File.str();
  return Key;
}

std::vector<std::string> membrane::fingerprints(const Surface &Answer,
                                                const Outcome &Found) {
  std::map<FindingKey, unsigned> Seen;
  std::vector<std::string> Prints;
  for (const Finding &Each :
       llvm::concat<const Finding>(Found.Known, Found.Findings)) {
    FindingKey Key = findingKey(Answer, Each);
    std::string Text = Key.Check + '\0' + Key.Symbol + '\0' + Key.Message +
                       '\0' + std::to_string(Seen[Key]++);
    llvm::XXH128_hash_t Hash =
        llvm::xxh3_128bits(llvm::arrayRefFromStringRef(Text));
    std::string Half = llvm::utohexstr(Hash.low64, true, 16);
    Prints.push_back(llvm::utohexstr(Hash.high64, true, 16) + Half);
  }
  return Prints;
}

// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file system in which some files have other contents than on the disk.

#ifndef MEMBRANE_ANALYSIS_FRONTEND_EDITEDFILES_H
#define MEMBRANE_ANALYSIS_FRONTEND_EDITEDFILES_H

#include "analysis/frontend/Frontend.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace membrane {

/// The files of Below; those of Edited, by whatever name they are opened (a
/// link, a path with dots), have its texts, which have to outlive the result.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
editFiles(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Below,
          const EditedTexts &Edited);

} // namespace membrane

#endif

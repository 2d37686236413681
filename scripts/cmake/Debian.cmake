# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs in cpack, between installing into a folder for each package and packing
# that: gives each a copyright and a changelog, compresses manual pages, and
# puts the completion of zsh where Debian's zsh looks.

set(SOURCE ${CMAKE_CURRENT_LIST_DIR}/../..)

# Compresses FILE in place; without a time in it, so that it is the same again.
function(compress FILE)
  execute_process(COMMAND gzip -9nf ${FILE} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(write_documents DOC)
  file(READ ${SOURCE}/LICENSE LICENCE)
  string(REGEX REPLACE "\n\n" "\n.\n" LICENCE "\n${LICENCE}")
  string(REGEX REPLACE "\n\n" "\n.\n" LICENCE "${LICENCE}")
  string(REPLACE "\n" "\n " LICENCE "${LICENCE}")
  file(WRITE ${DOC}/copyright
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: membrane

Files: *
Copyright: the membrane authors
License: Apache-2.0 with LLVM exception

License: Apache-2.0 with LLVM exception${LICENCE}
")
  file(COPY_FILE ${SOURCE}/CHANGELOG.md ${DOC}/changelog)
  compress(${DOC}/changelog)
endfunction()

function(arrange PACKAGE USR)
  set(DOC ${USR}/share/doc/${PACKAGE})
  if(NOT PACKAGE STREQUAL "membrane" AND EXISTS ${USR}/share/doc/membrane)
    file(RENAME ${USR}/share/doc/membrane ${DOC})
  endif()
  file(REMOVE ${DOC}/LICENSE ${DOC}/CHANGELOG.md) # by their names for Debian
  write_documents(${DOC})
  file(GLOB PAGES ${USR}/share/man/man1/*.1)
  foreach(PAGE IN LISTS PAGES)
    compress(${PAGE})
  endforeach()
  if(EXISTS ${USR}/share/zsh/site-functions)
    file(RENAME ${USR}/share/zsh/site-functions
         ${USR}/share/zsh/vendor-completions)
  endif()
endfunction()

foreach(COMPONENT IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${COMPONENT} UPPER)
  arrange(${CPACK_DEBIAN_${UPPER}_PACKAGE_NAME}
          ${CPACK_TEMPORARY_DIRECTORY}/${COMPONENT}/usr)
endforeach()

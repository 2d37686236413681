# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs COMMAND (a list), an example of examples/ffi: it must end with 0, say
# nothing on the error output, and print what all of them print.

execute_process(COMMAND ${COMMAND}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
set(wanted "^words: 5\nmost: the 3\nbytes: [1-9][0-9][0-9][0-9]+\nalive: 1\nalive: 0\n$")
if(NOT result STREQUAL "0" OR NOT errors STREQUAL "" OR
   NOT output MATCHES "${wanted}")
  message(FATAL_ERROR "ended with ${result} and printed:\n${output}${errors}")
endif()

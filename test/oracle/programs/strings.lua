-- Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Strings: buffers, patterns, formats, packing, UTF-8.
local long = string.rep("abc", 2000, "-")
assert(#long == 7999 and long:upper():lower() == long and #long:reverse() == 7999)
assert(long:gsub("b", "BB"):find("BB", 1, true) == 2)
assert(("key = value"):match("(%w+)%s*=%s*(%w+)") == "key")
assert(("x"):gsub("x", { x = "y" }) == "y" and ("abc"):gsub("%w", function(c) return c .. c end) == "aabbcc")
for word in ("one two three"):gmatch("%a+") do assert(#word > 2) end
assert(("f(a(b)c)"):match("%b()") == "(a(b)c)" and ("THE (quick) fox"):find("%f[%a]%a+%f[%A]") == 1)
assert(string.format("%5d|%-5s|%q|%a|%g|%x|%c|%i|%s", 42, "a", "q\n", 1.5, 2.5, 255, 65, 7, {}):find("   42"))
assert(#string.format("%s", long) == 7999)
local packed = string.pack("<i4 z s2 d", 7, "zero", "counted", 1.5)
local a, b, c, d = string.unpack("<i4 z s2 d", packed); assert(a == 7 and b == "zero" and c == "counted" and d == 1.5)
assert(string.packsize("i4i8") > 0)
assert(utf8.char(228, 8364, 128512) == "ä€😀" and utf8.len("ä€") == 2 and utf8.codepoint("€") == 8364)
for p, code in utf8.codes("äö") do assert(code > 127) end
assert(utf8.offset("äö", 2) == 3 and ("%d"):rep(3) == "%d%d%d" and ("a,b"):byte(2) == 44)
assert(tostring(1e15) and tostring(-0.0) and tonumber("0x1p4") == 16 and tonumber("zz", 36) == 1295)
assert(not pcall(string.format, "%d", "x") and not pcall(string.find, "x", "("))
local joined = {}
for i = 1, 500 do joined[#joined + 1] = "piece " .. i end
assert(#table.concat(joined, "\n") > 4000)

// Unpacks the browser into TMPDIR and prints the path of its program. If the machine lacks
// libraries that the browser needs, this also unpacks the libraries of the package, and prints the
// path of a script that starts the program with them.
import chromium, { inflate } from "@sparticuz/chromium";
import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const program = await chromium.executablePath();
if (execFileSync("ldd", [program], { encoding: "utf8" }).includes("not found")) {
  const carried = new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium"));
  const libraries = join(await inflate(fileURLToPath(carried)), "lib");
  const script = join(tmpdir(), "chromium-with-libraries");
  writeFileSync(script, `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${program}' "$@"\n`);
  chmodSync(script, 0o755);
  console.log(script);
} else {
  console.log(program);
}

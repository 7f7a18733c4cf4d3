// The linters live under .local (see setup/install), which is where they are looked up.
import {createRequire} from "node:module";

const require = createRequire(new URL("./.local/node/package.json", import.meta.url));
const js = require("@eslint/js");
const globals = require("globals");

export default [
    {ignores: [".local/", "**/static/lib/"]},
    js.configs.recommended,
    {
        files: ["**/*.js", "**/*.mjs"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly"},
        },
        rules: {
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "prefer-const": "error",
            eqeqeq: "error",
            curly: "error",
            "no-console": "error",
        },
    },
];

import {normalize} from "@web/core/l10n/utils/normalize";

const WORD = /[\p{L}\p{N}]+/gu;
const DIGIT = /\d/g;

/** Say which characters of a text are found, as runs of `{text, isFound}`. */
function cut(text, ranges) {
    const parts = [];
    let at = 0;
    for (const [start, end] of ranges) {
        parts.push({text: text.slice(at, start), isFound: false});
        parts.push({text: text.slice(start, end), isFound: true});
        at = end;
    }
    parts.push({text: text.slice(at), isFound: false});
    return parts.filter((part) => part.text);
}

/**
 * Cut a text where its words begin like those that were typed, accents and case aside.
 *
 * @param {String} text
 * @param {String} query what was typed
 * @returns {{text: String, isFound: Boolean}[]}
 */
export function highlightWords(text, query) {
    const typed = (query.match(WORD) || []).map(normalize);
    const ranges = [];
    for (const word of text.matchAll(WORD)) {
        const found = typed
            .filter((one) => normalize(word[0]).startsWith(one))
            .sort((one, other) => other.length - one.length)[0];
        if (found) {
            ranges.push([word.index, word.index + Math.min(found.length, word[0].length)]);
        }
    }
    return cut(text, ranges);
}

/**
 * Cut a telephone number after the digits that were typed, however they were separated.
 *
 * @param {String} text a national number, as `06 12 34 56 78`
 * @param {String} query what was typed
 * @returns {{text: String, isFound: Boolean}[]}
 */
export function highlightDigits(text, query) {
    const typed = (query.match(DIGIT) || []).join("");
    const positions = [...text.matchAll(DIGIT)].map((digit) => digit.index);
    const digits = (text.match(DIGIT) || []).join("");
    if (!typed || /\p{L}/u.test(query) || !digits.startsWith(typed)) {
        return cut(text, []);
    }
    return cut(text, [[0, positions[typed.length - 1] + 1]]);
}

import {RPCError} from "@web/core/network/rpc";

const IN_WORDS = [
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
];

/**
 * Return what the server says to the user, to be shown beside what they typed.
 *
 * @param {Error} error of a call
 * @returns {String}
 * @throws {Error} the same error, when it is none of those meant for users
 */
export function getServerMessage(error) {
    if (error instanceof RPCError && IN_WORDS.includes(error.exceptionName)) {
        return error.data.message;
    }
    throw error;
}

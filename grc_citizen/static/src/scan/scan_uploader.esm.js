import {Component, onMounted, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {humanNumber} from "@web/core/utils/numbers";
import {session} from "@web/session";

const ROUTE = "/grc/scan/upload";

/**
 * Send one file to the server.
 *
 * @param {File} file
 * @param {Function} onProgress called with the share that is sent, from 0 to 1
 * @returns {Promise<Object>} `id` of the draft, or `error`: why there is none
 */
function send(file, onProgress) {
    const body = new FormData();
    body.append("csrf_token", odoo.csrf_token);
    body.append("ufile", file);
    return new Promise((resolve) => {
        const request = new XMLHttpRequest();
        const fail = () =>
            resolve({
                error: _t(
                    "The server did not take this file. Check the connection and drop it again."
                ),
            });
        request.upload.addEventListener("progress", (event) =>
            onProgress(event.total ? event.loaded / event.total : 0)
        );
        request.addEventListener("error", fail);
        request.addEventListener("abort", fail);
        request.addEventListener("load", () => {
            try {
                const answer = JSON.parse(request.responseText);
                resolve(answer.id || answer.error?.length ? answer : {error: answer.error.message});
            } catch {
                fail();
            }
        });
        request.open("POST", ROUTE);
        request.send(body);
    });
}

/** Sends a pile of letters one by one, and says of each what became of it. */
export class ScanUploadDialog extends Component {
    static template = "grc_citizen.ScanUploadDialog";
    static components = {Dialog};
    static props = {close: Function, files: Array, onUploaded: Function};

    setup() {
        this.state = useState({
            done: false,
            letters: this.props.files.map((file) => ({
                name: file.name,
                progress: 0,
                state: "waiting",
            })),
        });
        onMounted(() => this.sendAll());
    }

    get received() {
        return this.state.letters.filter((letter) => letter.state === "received");
    }

    get title() {
        return _t("Letters: %(done)s of %(total)s", {
            done: this.received.length,
            total: this.state.letters.length,
        });
    }

    async sendAll() {
        for (const [index, file] of this.props.files.entries()) {
            const letter = this.state.letters[index];
            letter.state = "sending";
            const answer =
                this.refuse(file) || (await send(file, (share) => (letter.progress = share)));
            letter.state = answer.id ? "received" : "refused";
            letter.error = answer.error;
        }
        this.state.done = true;
        await this.props.onUploaded(this.received.length);
        if (this.received.length === this.state.letters.length) {
            this.props.close();
        }
    }

    /** @returns {Object|undefined} why a file is not even sent */
    refuse(file) {
        if (file.size > session.max_file_upload_size) {
            return {
                error: _t("This file is too large: %(size)sB, and %(most)sB at most.", {
                    size: humanNumber(file.size, {decimals: 1}),
                    most: humanNumber(session.max_file_upload_size, {decimals: 1}),
                }),
            };
        }
    }
}

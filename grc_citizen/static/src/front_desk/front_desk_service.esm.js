import {markRaw, reactive} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const CHANNEL_KEY = "grc_citizen.front_desk.channel";
const APP = "grc_citizen.menu_root";
const CHANNELS = ["counter", "phone"];

/** What the screen knows before anything is typed; the channel of the day stays. */
const blank = () => ({
    query: "",
    person: null,
    newPerson: null,
    isAnonymous: false,
    type: null,
    typeQuery: "",
    preview: null,
    name: "",
    description: "",
    questions: null,
    done: null,
});

/**
 * Keeps what is typed at the front desk while the agent looks at another screen, in the memory of
 * the page only: nothing about a citizen stays in the browser.
 */
export const frontDeskService = {
    dependencies: ["action", "menu"],
    start(env, {action, menu}) {
        const remembered = browser.localStorage.getItem(CHANNEL_KEY);
        const draft = reactive({
            ...blank(),
            channel: CHANNELS.includes(remembered) ? remembered : CHANNELS[0],
        });
        const screen = markRaw({focus: null});
        return {
            draft,
            screen,
            /** Forget the citizen who leaves. */
            reset: () => Object.assign(draft, blank()),
            /** Whether something would be lost by leaving the page. */
            get isDirty() {
                const typed = draft.type || draft.name || draft.description || draft.newPerson;
                return Boolean(typed && !draft.done);
            },
            /** @param {String} channel `counter` or `phone`, remembered from day to day */
            setChannel(channel) {
                draft.channel = channel;
                browser.localStorage.setItem(CHANNEL_KEY, channel);
            },
            /** Open the screen, or go back to its search field. */
            async open() {
                if (screen.focus) {
                    screen.focus();
                    return;
                }
                await action.doAction("grc_citizen.grc_front_desk_action", {
                    clearBreadcrumbs: true,
                });
                const app = menu.getApps().find((one) => one.xmlid === APP);
                if (app) {
                    menu.setCurrentMenu(app);
                }
            },
        };
    },
};

registry.category("services").add("grc_front_desk", frontDeskService);

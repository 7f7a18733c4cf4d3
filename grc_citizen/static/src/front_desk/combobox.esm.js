import {Component, onMounted, onWillUnmount, useEffect, useRef, useState} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {browser} from "@web/core/browser/browser";

const PAUSE_MS = 120;
const NEVER = new Promise(() => {});
let lastId = 0;

/**
 * A field that finds while it is typed in: arrow keys and Enter, or the mouse (WAI-ARIA combobox
 * with a list). Answers to older keystrokes are left aside; Enter pressed before the answer waits
 * for it.
 */
export class Combobox extends Component {
    static template = "grc_citizen.Combobox";
    static props = {
        label: String,
        placeholder: String,
        value: String,
        /** Gives `{key, group, …}` by text; a group is named above its first item. */
        find: Function,
        onInput: Function,
        onSelect: Function,
        focusOn: {type: Object, optional: true},
        icon: {type: String, optional: true},
        hint: {type: [String, Boolean], optional: true},
        /** Said when nothing is found. */
        emptyText: {type: String, optional: true},
        isLarge: {type: Boolean, optional: true},
        opensOnFocus: {type: Boolean, optional: true},
        slots: Object,
    };

    setup() {
        this.id = `o_grc_combobox_${++lastId}`;
        this.input = useRef("input");
        this.list = useRef("list");
        this.state = useState({items: [], isOpen: false, active: 0, isSearching: false, text: ""});
        this.keepLast = new KeepLast();
        this.selectsFirst = false;
        useEffect(
            () => {
                this.list.el?.querySelector(".o_grc_active")?.scrollIntoView({block: "nearest"});
            },
            () => [this.state.active, this.state.items]
        );
        onMounted(() => {
            if (this.props.focusOn) {
                this.props.focusOn.focus = () => this.focus();
            }
        });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    focus() {
        this.input.el?.focus();
        this.input.el?.select();
    }

    get activeId() {
        return this.state.isOpen && this.state.items.length
            ? `${this.id}_${this.state.active}`
            : undefined;
    }

    isFirstOfGroup(index) {
        const {items} = this.state;
        return items[index].group && items[index].group !== items[index - 1]?.group;
    }

    onInput(ev) {
        this.props.onInput(ev.target.value);
        this.searchSoon(ev.target.value);
    }

    onFocus() {
        if (this.props.opensOnFocus && !this.state.isOpen) {
            this.search(this.props.value);
        }
    }

    close() {
        this.forgetAnswer();
        this.state.isOpen = this.state.isSearching = false;
    }

    /** Leave aside what is still to come. */
    forgetAnswer() {
        browser.clearTimeout(this.timer);
        this.keepLast.add(NEVER);
        this.selectsFirst = false;
    }

    searchSoon(text) {
        this.forgetAnswer();
        this.state.isSearching = true;
        this.timer = browser.setTimeout(() => this.search(text), PAUSE_MS);
    }

    async search(text) {
        browser.clearTimeout(this.timer);
        this.state.isSearching = true;
        let items = [];
        try {
            items = await this.keepLast.add(this.props.find(text));
        } catch (error) {
            this.close();
            throw error;
        }
        const isOpen = items.length > 0 || Boolean(this.props.emptyText && text.trim());
        Object.assign(this.state, {items, text, isOpen, active: 0, isSearching: false});
        if (this.selectsFirst && items.length) {
            this.select(items[0]);
        }
    }

    select(item) {
        this.close();
        this.props.onSelect(item);
    }

    onKeydown(ev) {
        const {items, isOpen, active} = this.state;
        if (ev.key === "Enter" && !ev.ctrlKey && !ev.metaKey) {
            ev.preventDefault();
            this.onEnter();
        } else if ((ev.key === "ArrowDown" || ev.key === "ArrowUp") && !ev.altKey) {
            ev.preventDefault();
            if (isOpen && items.length) {
                const step = ev.key === "ArrowDown" ? 1 : -1;
                this.state.active = (active + step + items.length) % items.length;
            } else {
                this.search(this.props.value);
            }
        } else if (ev.key === "Escape" && isOpen) {
            ev.preventDefault();
            ev.stopPropagation();
            this.close();
        } else if (ev.key === "Tab") {
            this.close();
        }
    }

    onEnter() {
        if (this.state.isSearching) {
            this.search(this.props.value);
            this.selectsFirst = true;
        } else if (this.state.isOpen && this.state.items.length) {
            this.select(this.state.items[this.state.active]);
        } else if (this.props.value) {
            this.search(this.props.value);
        }
    }
}

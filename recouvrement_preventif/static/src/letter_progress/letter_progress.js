import { Component, useEffect, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const REFRESH_EVERY = 3000;

/** Follows what the server prepares: reads the record again every few seconds, until the document is there. */
export class LetterProgress extends Component {
    static template = xml``;
    static props = { ...standardWidgetProps };

    setup() {
        useEffect(
            (isReady) => {
                if (isReady) {
                    return;
                }
                const timer = setInterval(() => this.props.record.load(), REFRESH_EVERY);
                return () => clearInterval(timer);
            },
            () => {
                const { document_id, failure_reason } = this.props.record.data;
                return [Boolean(document_id || failure_reason)];
            }
        );
    }
}

registry.category("view_widgets").add("recouvrement_letter_progress", { component: LetterProgress });

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.behaviour import INTENTS, PROFILES


class RecouvrementCase(models.Model):
    """How the customer pays, what a person makes of it, and the policy that follows."""

    _inherit = "recouvrement.case"

    behaviour_id = fields.Many2one(
        "recouvrement.behaviour", string="Payment Behaviour", compute="_compute_behaviour_id", compute_sudo=True
    )
    profile = fields.Selection(PROFILES, compute="_compute_behaviour_id", search="_search_profile", compute_sudo=True)
    intent = fields.Selection(
        INTENTS,
        tracking=True,
        help="Why the customer pays late, as a person judges it. The policy may follow it.",
    )
    proposed_profile = fields.Selection(PROFILES, compute="_compute_behaviour_id", compute_sudo=True)
    proposed_intent = fields.Selection(INTENTS, compute="_compute_behaviour_id", compute_sudo=True)
    profile_facts = fields.Char(compute="_compute_facts", compute_sudo=True)
    intent_facts = fields.Char(compute="_compute_facts", compute_sudo=True)
    profile_question = fields.Char(compute="_compute_facts", compute_sudo=True)
    intent_question = fields.Char(compute="_compute_facts", compute_sudo=True)
    decision_ids = fields.One2many("recouvrement.profile.decision", "case_id", string="Judgements")

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "company_id", "intent", "decision_ids")
    def _compute_behaviour_id(self):
        behaviours = self.env["recouvrement.behaviour"].search(
            Domain("partner_id", "in", self.partner_id.ids) & Domain("company_id", "in", self.company_id.ids)
        )
        found = {(behaviour.partner_id, behaviour.company_id): behaviour for behaviour in behaviours}
        for case in self:
            behaviour = found.get((case.partner_id, case.company_id), behaviours.browse())
            case.behaviour_id = behaviour
            case.profile = behaviour.effective_profile or "new"
            case.proposed_profile = behaviour.proposed_profile
            case.proposed_intent = behaviour.proposed_intent

    @api.model
    def _search_profile(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = SQL(
            """(SELECT k.id FROM recouvrement_case k
             LEFT JOIN recouvrement_behaviour b ON b.partner_id = k.partner_id AND b.company_id = k.company_id
                 WHERE COALESCE(b.effective_profile, 'new') = ANY(%s))""",
            [profile for profile in value if profile],
        )
        return Domain("id", "in", found)

    @api.depends("behaviour_id", "proposed_profile", "proposed_intent")
    @api.depends_context("lang")
    def _compute_facts(self):
        profiles = dict(self._fields["profile"]._description_selection(self.env))
        intents = dict(self._fields["intent"]._description_selection(self.env))
        for case in self:
            case.profile_facts = case.behaviour_id and case.behaviour_id._describe_payments()
            case.intent_facts = case.behaviour_id and case.behaviour_id._describe_signals()
            case.profile_question = case.proposed_profile and self.env._(
                "%(profile)s? %(facts)s", profile=profiles[case.proposed_profile], facts=case.profile_facts
            )
            case.intent_question = case.proposed_intent and self.env._(
                "%(intent)s? %(facts)s", intent=intents[case.proposed_intent], facts=case.intent_facts
            )

    @api.depends("intent")
    def _compute_policy_id(self):
        # OVERRIDE 'recouvrement_preventif': the policy follows the profile too.
        for company, cases in self.grouped("company_id").items():
            policies = cases.partner_id._get_recouvrement_policies(company)
            for case in cases:
                case.policy_id = policies[case.partner_id]

    # === DECISIONS === #

    def write(self, vals):
        # EXTENDS 'mail'
        if "intent" not in vals or self.env.context.get("recouvrement_intent_ends"):
            return super().write(vals)
        former = {case: case.intent for case in self}
        done = super().write(vals)
        for case in self.filtered(lambda case: case.intent != former[case]):
            case._record_decision("intent", intent=case.intent, is_accepted=True)
        return done

    def _record_decision(self, kind, **values):
        """Keep what somebody decided, on which facts, and let it take effect.

        :param str kind: "profile" or "intent"
        :param values: of the `recouvrement.profile.decision`
        """
        self.ensure_one()
        self.check_access("write")
        today = self.company_id._get_recouvrement_today()
        behaviour = self.sudo().behaviour_id
        facts = {"profile": self.profile_facts, "intent": self.intent_facts}[kind]
        self.env["recouvrement.profile.decision"].sudo().create(
            {
                "case_id": self.id,
                "kind": kind,
                "date": today,
                "user_id": self.env.user.id,
                "facts": facts,
                "days_late": behaviour._get_judged_days() if behaviour else 0,
                "signals": {rule.id: value for rule, value in behaviour._get_signals().items()} if behaviour else {},
                **values,
            }
        )
        self.env["recouvrement.behaviour"].sudo()._judge(self.company_id, today, self.partner_id)
        self.invalidate_recordset(
            [
                "behaviour_id",
                "profile",
                "proposed_profile",
                "proposed_intent",
                "profile_question",
                "intent_question",
                "policy_id",
            ]
        )

    def _forget_intent(self):
        """The intent was judged a year ago: it ends, and is proposed again if its signals are still there."""
        for case in self:
            label = dict(case._fields["intent"]._description_selection(case.env))[case.intent]
            case._message_log(body=case.env._("Judged a year ago, “%s” ends by itself.", label))
        # Nobody decides anything here.
        self.with_context(tracking_disable=True, recouvrement_intent_ends=True).intent = False

    def action_confirm_profile(self):
        """Confirm that the customer is late by habit: from now on it counts."""
        self._decide_profile(True)

    def action_refuse_profile(self):
        """The customer stays one with occasional delays until the numbers get much worse."""
        self._decide_profile(False)

    def _decide_profile(self, is_accepted):
        self.ensure_one()
        profile = self.proposed_profile
        if not profile:
            raise UserError(self.env._("Nothing is to be decided any more: somebody did it, or the numbers changed."))
        label = dict(self._fields["profile"]._description_selection(self.env))[profile]
        facts = self.profile_facts
        self._record_decision("profile", profile=profile, is_accepted=is_accepted)
        if is_accepted:
            body = self.env._("Profile confirmed: %(profile)s. %(facts)s", profile=label, facts=facts)
        else:
            body = self.env._("Profile refused: %(profile)s. %(facts)s", profile=label, facts=facts)
        self._message_log(body=body)

    def action_accept_intent(self):
        """Take over the intent that the signals speak for."""
        self.ensure_one()
        self._check_proposed_intent()
        facts = self.intent_facts
        self.intent = self.proposed_intent
        self._message_log(body=self.env._("Intent accepted: %s", facts))

    def action_refuse_intent(self):
        """The proposal was wrong: it comes back only when there are new facts."""
        self.ensure_one()
        self._check_proposed_intent()
        label = dict(self._fields["intent"]._description_selection(self.env))[self.proposed_intent]
        facts = self.intent_facts
        self._record_decision("intent", intent=self.proposed_intent, is_accepted=False)
        self._message_log(body=self.env._("Intent refused: %(intent)s. %(facts)s", intent=label, facts=facts))

    def _check_proposed_intent(self):
        if not self.proposed_intent:
            raise UserError(self.env._("Nothing is to be decided any more: somebody did it, or the numbers changed."))

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': what was judged follows its customer.
        self.env["recouvrement.profile.decision"].sudo().search(Domain("case_id", "in", self.ids)).case_id = kept
        return super()._merge_into(kept)

def uninstall_hook(env):
    """Nothing leaves any more, and the history lets go of the policies and messages it names."""
    env.cr.execute(
        """
        DELETE FROM mail_mail WHERE id IN (SELECT mail_mail_id FROM recouvrement_reminder WHERE state != 'sent');
        DELETE FROM recouvrement_reminder;
        DELETE FROM recouvrement_claim;
        DELETE FROM recouvrement_dispute;
        UPDATE res_company SET recouvrement_policy_id = NULL, recouvrement_mode = 'off';
        """
    )
    env.invalidate_all()

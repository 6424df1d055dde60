-- a copy of a database writes to nobody
UPDATE res_company
   SET recouvrement_mode = 'off';

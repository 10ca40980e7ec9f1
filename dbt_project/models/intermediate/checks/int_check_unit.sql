-- No rule of this kind yet: the place where it goes.
{{ no_checks('unit') }}

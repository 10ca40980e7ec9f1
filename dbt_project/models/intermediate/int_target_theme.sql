-- What a promise is about: see the macro theme_of.
{{ theme_of(ref('int_targets'), 'target_id') }}

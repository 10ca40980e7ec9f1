-- What a reported figure is about: found as the theme of a promise is (macro theme_of).
{{ theme_of(ref('int_observations'), 'observation_id') }}

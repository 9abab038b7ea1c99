# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for bondctl; the words come from bondctl itself.

_bondctl()
{
	local kept="" line word glued=""
	local -a words=()

	COMPREPLY=()
	# bash splits at '=' and ':': put "--option=value" together as two words, all else as one.
	for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
		if [[ $word == "=" && ${#words[@]} -gt 0 && ${words[*]: -1} == --* ]]; then
			words+=("")
			kept="" glued=1
		elif [[ ${#words[@]} -gt 0 && ($glued || $word == [=:]*) ]]; then
			kept=${words[*]: -1}
			words[-1]+=$word
			[[ $word == [=:]* ]] && kept+=$word glued=1 || glued=""
		else
			words+=("$word")
			kept="" glued=""
		fi
	done
	while IFS=$'\t' read -r line _; do
		line=${line#"$kept"}
		# Names of devices and files may hold what bash would obey.
		[[ $line != *[!A-Za-z0-9_.,:@%+/=-]* ]] || printf -v line %q "$line"
		COMPREPLY+=("$line")
	done < <("${COMP_WORDS[0]}" complete "${words[@]}" 2>/dev/null)
	((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *[,=/] ]] && compopt -o nospace
	return 0
}
complete -F _bondctl bondctl

(**************************************************************************************************)
(* W1: affine functions; one hidden layer fits every consistent data set                          *)
(*   hinges c r u        == c + sum of max 0 (u - v) a over the pairs (v, a) of r                 *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Readout Network Widths Cells.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Affine.
Variables (R : realFieldType) (M Q : nat) (T : finType) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Theorem W1_affine : (exists (A : 'M[R]_(Q, M)) c, forall t, A *m x t + c = y t) <->
  forall a : T -> R, \sum_t a t = 0 -> \sum_t a t *: x t = 0 -> \sum_t a t *: y t = 0.
Proof.
split=> [[A [c e]] a a0 ax|rel].
  rewrite (eq_bigr (fun t => A *m (a t *: x t) + a t *: c)) => [|t _]; last first.
    by rewrite -e scalerDr scalemxAr.
  by rewrite big_split /= -mulmx_sumr ax mulmx0 -scaler_suml a0 scale0r addr0.
have [A [c [eA ec]]] := T2_solvable x y (fun t => @ltr01 R).
exists A, c => t; apply/eqP; rewrite -subr_eq0; apply/eqP/colP => q; rewrite [RHS]mxE.
pose r s := (A *m x s + c - y s) q 0.
have rx : \sum_s r s *: x s = 0.
  apply/colP => i; rewrite summxE [RHS]mxE.
  have := congr1 (fun G : 'M[R]_(Q, M) => G q i) eA; rewrite summxE [RHS]mxE => z.
  rewrite -[RHS]z; apply: eq_bigr => s _; rewrite scale1r mxE [RHS]mxE big_ord1.
  by rewrite [((x s)^T) _ _]mxE.
have r1 : \sum_s r s = 0.
  have := congr1 (fun G : 'cV[R]_Q => G q 0) ec; rewrite summxE [RHS]mxE => z.
  by rewrite -[RHS]z; apply: eq_bigr => s _; rewrite scale1r.
have ry := congr1 (fun v : 'cV[R]_Q => v q 0) (rel r r1 rx).
have /eqP : \sum_s r s * r s = 0.
  have e s : r s * r s = (A *m (r s *: x s) + r s *: c - r s *: y s) q 0.
    by rewrite -scalemxAr -scalerDr -scalerBr mxE.
  rewrite (eq_bigr _ (fun s _ => e s)) -summxE sumrB big_split /= -mulmx_sumr rx mulmx0.
  by rewrite -scaler_suml r1 scale0r addr0 sub0r mxE ry mxE oppr0.
rewrite psumr_eq0 => [/allP h|s _]; last by rewrite -expr2 sqr_ge0.
by have := h t (mem_index_enum t); rewrite /= mulf_eq0 orbb => /eqP.
Qed.
End Affine.

Section OneLayer.
Variables (R : realFieldType) (Q : nat).
Definition hinges (c : 'cV[R]_Q) (r : seq (R * 'cV[R]_Q)) u :=
  c + \sum_(p <- r) Num.max 0 (u - p.1) *: p.2.
Lemma hinges_exist (v : R -> 'cV[R]_Q) (s : seq R) : sorted >%R s ->
  exists c r, forall u, u \in s -> hinges c r u = v u.
Proof.
elim: s => [|a s IH] /=; first by exists 0, [::].
case: s IH => [|d s] IH.
  by move=> _; exists (v a), [::] => u; rewrite inE => /eqP ->; rewrite /hinges big_nil addr0.
move=> /= /andP[da ps]; have [c [r h]] := IH ps.
have le u : u \in d :: s -> u <= d.
  rewrite inE => /orP[/eqP -> //|us].
  by have /allP/(_ _ us)/ltW := order_path_min (rev_trans lt_trans) ps.
exists c, ((d, (a - d)^-1 *: (v a - hinges c r a)) :: r) => u.
rewrite inE /hinges big_cons => /orP[/eqP ->|us].
  have ad : 0 < a - d by rewrite subr_gt0.
  rewrite (max_idPr (ltW ad)) scalerA divff ?gt_eqF // scale1r addrCA.
  by rewrite -/(hinges c r a) subrK.
rewrite (max_idPl _) ?subr_le0 ?le // scale0r add0r.
exact: h.
Qed.

Variables (M : nat) (T : finType) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Theorem W1_layer : (forall s t, x s = x t -> y s = y t) ->
  exists K (th : net R (two_widths M K K) 1 Q), forall t, gout th (x t) = y t.
Proof.
move=> const; have [f inj] := separating_functional x.
pose vals := rev (sort <=%R (undup [seq dot f (x t) | t <- enum T])).
have vs : sorted >%R vals by rewrite rev_sorted sort_lt_sorted undup_uniq.
pose v u := if [pick t | dot f (x t) == u] is Some t then y t else 0.
have [c [r h]] := hinges_exist v vs.
pose p (j : 'I_(size r)) := nth (0, 0) r j.
exists (size r), (@Net R (two_widths M (size r) (size r)) 1 Q
  (fun l => match l return 'M[R]_(two_widths M _ _ l.+1, two_widths M _ _ l) with
    | 0 => \matrix_(j, i) f i 0 | _ => 0 end)
  (fun l => match l return 'cV[R]_(two_widths M _ _ l.+1) with
    | 0 => \col_j - (p j).1 | _ => 0 end)
  (\matrix_(q, j) (p j).2 q 0) c) => t.
have hv : hinges c r (dot f (x t)) = y t.
  rewrite h; last first.
    by rewrite mem_rev mem_sort mem_undup; apply: (map_f (fun t => dot f (x t))); rewrite mem_enum.
  rewrite /v; case: pickP => [s /eqP e|/(_ t)]; last by rewrite eqxx.
  by apply: const; apply: inj.
rewrite -hv /hinges addrC; congr (_ + _).
rewrite (big_nth (0, 0)) big_mkord; apply/colP => q; rewrite summxE mxE; apply: eq_bigr => j _.
rewrite [RHS]mxE mulrC [X in _ * X]mxE; congr (_ * _).
rewrite mxE; congr Num.max; rewrite mxE [X in _ + X]mxE; congr (_ - _).
by rewrite mxE; apply: eq_bigr => i _; rewrite mxE.
Qed.
End OneLayer.

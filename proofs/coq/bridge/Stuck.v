(**************************************************************************************************)
(* T3' for a certificate: no truncation network, whatever its depth and its order                 *)
(*   stuck Ks S      == no class of S is separable from the others in S (DecisionLists.v)         *)
(*   no_truncation   == no network of hidden width M collapses every class in a layer of its own  *)
(**************************************************************************************************)
From Truncation Require Import Spec LinearAlgebra DecisionLists.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Network.
From Bridge Require Import Vectors Points.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Definition no_truncation M Q Ks := forall L (th : params RR L M Q) (lay : 'I_Q -> nat),
  (forall j, collapsed L lay j) -> injective lay ->
  ~ region (@class_of Q Ks) (@position M Q Ks) lay th.

Lemma separable_sym P N : ~ separable P N -> ~ separable N P.
Proof.
move=> no [f [t [hN hP]]]; apply: no; exists (vscale (IZR (-1)) f), (Ropp t).
have neg z : Spec.dot (vscale (IZR (-1)) f) z = Ropp (Spec.dot f z).
  by rewrite dot_vscale_l; exact: mulN1r.
by split=> z inz; rewrite neg; apply: Ropp_lt_contravar; [apply: hP|apply: hN].
Qed.

Section Stuck.
Variables (M Q : nat) (Ks : list cluster) (S : list nat).
Hypotheses (M0 : PeanoNat.Nat.ltb 0 M = true) (data : data_ok M Q Ks).
Hypotheses (some : PeanoNat.Nat.ltb 0 (length S) = true)
  (known : List.forallb (fun j => PeanoNat.Nat.ltb j Q) S = true).

Theorem no_truncation_ok : stuck Ks S -> no_truncation M Q Ks.
Proof.
move=> st L th lay coll inj rg.
have lt j : List.In j S -> (j < Q)%N.
  by move/List.forallb_forall: known => h /h /PeanoNat.Nat.ltb_lt/ssrnat.ltP.
have [j jS least] : exists2 j : 'I_Q, List.In (j : nat) S &
    forall k : 'I_Q, List.In (k : nat) S -> (lay j <= lay k)%N.
  have [j0 j0S] : exists j : 'I_Q, List.In (j : nat) S.
    case E : S some => [|j S'] // _; have jS : List.In j S by rewrite E; left.
    by exists (Ordinal (lt _ jS)); rewrite -E.
  pose P (j : 'I_Q) := seq.has (pred1 (nat_of_ord j)) S.
  have PE (k : 'I_Q) : reflect (List.In (k : nat) S) (P k).
    rewrite /P; elim: (S) => [|a s IH]; first by constructor.
    rewrite /=; case: eqP => [->|ne]; first by constructor; left.
    by apply: (iffP IH) => [|[]] // h; right.
  have P0 : P j0 by apply/PE.
  by case: (arg_minnP lay P0) => j /PE jS h; exists j => // k /PE; apply: h.
have M1 : (0 < M)%N by apply/ssrnat.ltP/PeanoNat.Nat.ltb_lt.
pose i0 := Ordinal M1; pose l := lay j.
have lL : (l < L)%N := coll j; have [_ sg] := rg.
have pre_at (t : point Q Ks) : (l <= lay (class_of t))%N ->
    pre th (position M t) l i0 0 = dot (row i0 (cumW th l.+1))^T (position M t)
      + cumb th l.+1 i0 0.
  move=> le; rewrite /pre (before rg (ltnW lL) le) mulmxDr mulmxA -addrA mxE; congr (_ + _).
  by rewrite mxE; apply: eq_bigr => k _; rewrite !mxE.
move/List.Forall_forall: st => /(_ _ jS); apply.
exists (unV (row i0 (cumW th l.+1))^T), (- cumb th l.+1 i0 0); split=> z.
  move=> /(point_index (j := j))[t ct it].
  rewrite (@dot_bridge M) ?unV_len // -?it ?(input_len data) // unVK.
  have := sg t l i0 lL; rewrite ct eqxx pre_at ?ct // => h.
  by apply/ltRP; rewrite -subr_lt0 opprK.
move=> /List.in_flat_map[k [/List.filter_In[kS ne] inz]].
have kQ := lt _ kS; have [t ct it] := point_index (j := Ordinal kQ) inz.
rewrite (@dot_bridge M) ?unV_len // -?it ?(input_len data) // unVK.
have neq : (l == lay (class_of t)) = false.
  apply/eqP => /inj e; move: ne; rewrite -[PeanoNat.Nat.eqb k j]/(k == j :> nat).
  by rewrite e ct /= eqxx.
have := sg t l i0 lL; rewrite neq pre_at => [h|]; last by rewrite ct; apply: least.
by apply/ltRP; rewrite -subr_gt0 opprK.
Qed.
End Stuck.
